//! Who gets in, and how: set-up, log-in, forms, apps.

use http::StatusCode;
use http::header::{COOKIE, HeaderName, ORIGIN};
use testkit::World;

/// The token of the first form of a page.
fn csrf(page: &str) -> String {
    let tail = page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap_or_default();
    tail.split('"').next().unwrap_or_default().to_owned()
}

/// The cookie that an answer sets, as a browser sends it back.
fn cookie(set: &str) -> String {
    set.split(';').next().unwrap_or_default().to_owned()
}

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[tokio::test]
async fn a_form_from_elsewhere_or_without_its_token_changes_nothing() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let forms = [
        world
            .post("/posts")
            .session(&ada)
            .form(&[("text", "forged")]),
        world
            .post("/posts")
            .session(&ada)
            .form(&[("text", "forged"), ("csrf", "x")]),
        world
            .post("/posts")
            .session_form(&ada, &[("text", "forged")])
            .header(SITE, "cross-site"),
        world
            .post("/posts")
            .session_form(&ada, &[("text", "forged")])
            .header(ORIGIN, "https://evil.example"),
        world
            .post("/posts")
            .session_form(&ada, &[("text", "forged")])
            .header(ORIGIN, "null"),
    ];
    for form in forms {
        assert_eq!(form.await.status, StatusCode::FORBIDDEN);
    }
    let own = world
        .post("/posts")
        .session_form(&ada, &[("text", "mine")])
        .header(SITE, "same-origin")
        .await;
    assert_eq!(
        (own.status, own.header("location")),
        (StatusCode::SEE_OTHER, "/home")
    );
    let home = world.get("/home").session(&ada).await.text();
    assert!(home.contains("<p>mine</p>") && !home.contains("<p>forged</p>"));
}

#[tokio::test]
async fn a_visitor_logs_in_with_the_form_of_their_own_browser_only() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let page = world.get("/login?next=//evil.example").await;
    let (token, visitor) = (csrf(&page.text()), cookie(page.header("set-cookie")));
    assert!(page.text().contains("name=\"next\" value=\"/home\""));
    assert!(
        page.header("set-cookie")
            .contains("HttpOnly; SameSite=Lax; Secure")
    );
    let fields = |password: &'static str| {
        [
            ("csrf", token.clone()),
            ("login", "ada".into()),
            ("password", password.into()),
            ("next", "https://evil.example/".to_owned()),
        ]
    };
    let send = |password: &'static str, cookie: &str| {
        let fields = fields(password);
        let pairs: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        world.post_form("/login", &pairs).header(COOKIE, cookie)
    };
    let other = world.get("/login").await;
    assert_eq!(
        send(
            "correct horse battery staple",
            &cookie(other.header("set-cookie"))
        )
        .await
        .status,
        StatusCode::FORBIDDEN
    );
    let wrong = send("wrong horse", &visitor).await;
    assert!(wrong.text().contains("role=\"alert\"") && wrong.text().contains("value=\"ada\""));
    let right = send("correct horse battery staple", &visitor).await;
    assert_eq!(
        (right.status, right.header("location")),
        (StatusCode::SEE_OTHER, "/home")
    );
    let session = cookie(right.header("set-cookie"));
    assert!(session.starts_with("__Host-folkmoot_session="));
    let home = world.get("/home").header(COOKIE, &session).await;
    assert!(home.text().contains(&format!("/@{}", ada.username)));
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let world = World::new().await;
    assert_eq!(
        world.get("/setup?key=guessed").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(world.get("/setup").await.status, StatusCode::FORBIDDEN);
    let link = world
        .social()
        .setup_link()
        .await
        .expect("the database")
        .expect("a link");
    let path = link.trim_start_matches(&world.url("")).to_owned();
    let key = path.split("key=").nth(1).unwrap_or_default();
    let page = world.get(&path).await;
    let (token, visitor) = (csrf(&page.text()), cookie(page.header("set-cookie")));
    let send = |username: &str| {
        let fields = [
            ("csrf", token.as_str()),
            ("key", key),
            ("community_name", "Meadow"),
            ("description", "Beans"),
            ("registration", "open"),
            ("username", username),
            ("email", "ada@example.org"),
            ("password", "correct horse battery"),
        ];
        world.post_form("/setup", &fields).header(COOKIE, &visitor)
    };
    let again = send("a b").await;
    assert!(again.text().contains("username-wrong") && again.text().contains("value=\"Meadow\""));
    let done = send("ada").await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/home")
    );
    let home = world
        .get("/home")
        .header(COOKIE, &cookie(done.header("set-cookie")))
        .await
        .text();
    assert!(home.contains("Say hello") && home.contains("Meadow") && home.contains("/admin"));
    assert_eq!(send("second").await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_members_see_what_is_theirs_and_only_hosts_manage() {
    let world = World::new().await;
    let (ada, host) = (world.person("ada").await, world.admin("hosta").await);
    for path in [
        "/home",
        "/notifications",
        "/bookmarks",
        "/favourites",
        "/requests",
        "/settings",
        "/settings/security",
        "/admin",
    ] {
        let visitor = world.get(path).await;
        assert_eq!(visitor.status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            visitor.header("location").starts_with("/login?next=%2F"),
            "{path}"
        );
    }
    assert_eq!(
        world.get("/admin").session(&ada).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world
            .post("/admin")
            .session_form(&ada, &[("name", "Mine")])
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world.get("/admin").session(&host).await.status,
        StatusCode::OK
    );
    let saved = world
        .post("/admin")
        .session_form(
            &host,
            &[
                ("name", "New <b>"),
                ("rules", "One\n\nTwo"),
                ("hue", "285"),
                ("registration", "invite"),
            ],
        )
        .await;
    assert_eq!(saved.header("location"), "/admin?saved=1");
    let about = world.get("/about").await.text();
    assert!(
        about.contains("New &lt;b&gt;") && about.contains(">Two<") && about.contains("-285.css")
    );
}

#[tokio::test]
async fn an_app_is_let_in_only_by_the_member_and_only_where_it_said() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let app = social(
        &world,
        &["https://app.example/cb", "urn:ietf:wg:oauth:2.0:oob"],
    )
    .await;
    let ask = |redirect: &str, more: &str| {
        let redirect = redirect.replace(':', "%3A").replace('/', "%2F");
        format!(
            "/oauth/authorize?response_type=code&client_id={app}&redirect_uri={redirect}&scope=read+write&state=s{more}"
        )
    };
    let page = world
        .get(&ask("https://app.example/cb", ""))
        .session(&ada)
        .await;
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' https://app.example;")
    );
    assert!(page.text().contains("name=\"decision\" value=\"allow\""));
    for bad in [
        ask("https://app.example/cb/x", ""),
        ask("https://evil.example/", ""),
        ask(
            "https://app.example/cb",
            "&code_challenge=x&code_challenge_method=plain",
        ),
    ] {
        let refused = world.get(&bad).session(&ada).await;
        assert!(
            refused.status.is_client_error() && refused.header("location").is_empty(),
            "{bad}"
        );
    }
    let decide = |redirect: &'static str, decision: &'static str| {
        let fields = [
            ("response_type", "code"),
            ("client_id", app.as_str()),
            ("redirect_uri", redirect),
            ("scope", "read write"),
            ("state", "s"),
            ("decision", decision),
        ];
        world.post("/oauth/authorize").session_form(&ada, &fields)
    };
    let allowed = decide("https://app.example/cb", "allow").await;
    let target = allowed.header("location").to_owned();
    assert!(
        target.starts_with("https://app.example/cb?code="),
        "{target}"
    );
    assert!(
        target.ends_with("&state=s&iss=https%3A%2F%2Ffolkmoot.example"),
        "{target}"
    );
    let denied = decide("https://app.example/cb", "deny").await;
    assert!(
        denied
            .header("location")
            .starts_with("https://app.example/cb?error=access_denied&state=s")
    );
    let shown = decide("urn:ietf:wg:oauth:2.0:oob", "allow").await;
    assert!(
        shown.text().contains("id=\"oob-code\"")
            && shown.header("cache-control").contains("no-store")
    );
}

async fn social(world: &World, redirects: &[&str]) -> String {
    let new = social::oauth::NewApp {
        name: "Reader".into(),
        website: None,
        redirect_uris: redirects.iter().map(|uri| (*uri).to_owned()).collect(),
        scopes: "read write".into(),
    };
    world
        .social()
        .create_app(new)
        .await
        .map(|app| app.client_id)
        .unwrap_or_default()
}

#[tokio::test]
async fn joining_shows_each_mistake_beside_its_field() {
    let world = World::new().await;
    let host = world.admin("hosta").await;
    world
        .post("/admin")
        .session_form(&host, &[("name", "Meadow"), ("registration", "open")])
        .await;
    let page = world.get("/signup").await;
    let text = page.text();
    let token = text
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|tail| tail.split('"').next())
        .unwrap_or_default();
    let visitor = page
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    let send = |username: &str, email: &str, password: &str, more: &[(&str, &str)]| {
        let mut fields = vec![
            ("csrf", token),
            ("username", username),
            ("email", email),
            ("password", password),
        ];
        fields.extend_from_slice(more);
        world
            .post_form("/signup", &fields)
            .header(http::header::COOKIE, &visitor)
    };
    let wrong = send("admin", "nowhere", "short", &[]).await.text();
    for field in ["username", "email", "password", "agreement"] {
        assert!(wrong.contains(&format!("id=\"{field}-wrong\"")), "{field}");
    }
    assert!(wrong.contains("value=\"nowhere\"") && !wrong.contains("value=\"short\""));
    let right = send(
        "clara",
        "clara@example.org",
        "correct horse battery",
        &[("agreement", "yes")],
    )
    .await;
    assert_eq!(
        (right.status, right.header("location")),
        (StatusCode::SEE_OTHER, "/home")
    );
}
