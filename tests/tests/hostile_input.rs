//! Bad input to every endpoint gives a 4xx in the right shape, never a 500: wrong types, too large,
//! deep JSON, NUL, missing, broken multipart, broken UTF-8, huge ids. Generated over the routes: those
//! of the client API from their table, the others from the lines that declare them, so that a new
//! route is tested the moment it is written.
#![expect(
    clippy::panic,
    reason = "an endpoint that answers wrongly is a red test"
)]

use http::header::{CONTENT_TYPE, COOKIE};
use http::{Method, StatusCode};
use testkit::{Ask, Person, Reply, World};

/// The lines that declare the pages.
const PAGES: &str = include_str!("../../crates/web/src/routes.rs");
/// The lines that declare what other servers ask for.
const FEDERATION: &str = include_str!("../../crates/activitypub/src/routes/mod.rs");

/// What stands in for a parameter of a path, already encoded.
const PLACES: [&str; 9] = [
    "0",
    "-1",
    "9223372036854775807",
    "99999999999999999999999999999999",
    "abc",
    "%00",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    "%27%3B--%22",
];

/// Queries that make no sense.
const QUERIES: [&str; 11] = [
    "limit=-1&offset=-1",
    "limit=99999999999999999999",
    "limit=x&max_id=x&min_id=y&since_id=z",
    "max_id=%00&q=%00&acct=%00&resource=%00",
    "max_id=99999999999999999999999&min_id=-9",
    "q=%FF%FE&acct=%FF&id[]=%FF&resource=%FF",
    "id[]=x&id[]=-1&id[][]=1&id[a]=b",
    "id=1&id[]=2&id[x]=3",
    "resource=acct:%40%40&q=%22%27%2A%20NEAR%28&type=x",
    "page=x&cursor=x&stream=x&tag=&list=x&code=x&state=x",
    "a[b][c][d][e][f][g][h][i][j][k][l][m]=1",
];

/// Every field that some form here has.
const FIELDS: [&str; 34] = [
    "status",
    "spoiler_text",
    "visibility",
    "in_reply_to_id",
    "media_ids",
    "sensitive",
    "language",
    "poll",
    "display_name",
    "note",
    "locked",
    "fields_attributes",
    "source",
    "username",
    "email",
    "password",
    "agreement",
    "locale",
    "client_name",
    "redirect_uris",
    "redirect_uri",
    "scopes",
    "scope",
    "grant_type",
    "client_id",
    "client_secret",
    "code",
    "token",
    "home",
    "notifications",
    "duration",
    "reblogs",
    "comment",
    "name",
];

/// A body and what it says it is.
struct Body {
    name: &'static str,
    kind: String,
    bytes: Vec<u8>,
    /// Nobody can make sense of it.
    is_unreadable: bool,
}

impl Body {
    fn new(name: &'static str, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            kind: kind.to_owned(),
            bytes: bytes.into(),
            is_unreadable: false,
        }
    }

    fn unreadable(self) -> Self {
        Self {
            is_unreadable: true,
            ..self
        }
    }
}

fn bodies() -> Vec<Body> {
    let mut bodies = json_bodies();
    bodies.extend(form_bodies());
    bodies.extend(multipart_bodies());
    bodies
}

fn json_bodies() -> Vec<Body> {
    const JSON: &str = "application/json";
    let each = |value: &str| {
        let fields = FIELDS.map(|field| format!("{field:?}: {value}"));
        format!("{{{}}}", fields.join(", "))
    };
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    vec![
        Body::new("no JSON", JSON, "{\"status\": ").unreadable(),
        Body::new("broken UTF-8", JSON, b"{\"status\": \"\xff\xfe\"}").unreadable(),
        Body::new("a lone surrogate", JSON, "{\"status\": \"\\ud800\"}").unreadable(),
        Body::new("deep JSON", JSON, format!("{{\"status\": {deep}}}")).unreadable(),
        Body::new(
            "too large",
            JSON,
            each(&format!("{:?}", "x".repeat(200_000))),
        )
        .unreadable(),
        Body::new("NUL", JSON, each("\"a\\u0000b\"")).unreadable(),
        Body::new("a list", JSON, "[1, 2, 3]"),
        Body::new("nothing", JSON, "null"),
        Body::new("numbers", JSON, each("-1e308")),
        Body::new("objects", JSON, each("{\"a\": {\"b\": [null]}}")),
        Body::new("lists", JSON, each("[[[]], {}, null, 1, true]")),
        Body::new("truth", JSON, each("true")),
        Body::new("nulls", JSON, each("null")),
        Body::new("empty texts", JSON, each("\"\"")),
        Body::new("blanks", JSON, each("\" \\n\\t\\u200b\\u202e \"")),
        Body::new(
            "long texts",
            JSON,
            each(&format!("{:?}", "x".repeat(20_000))),
        ),
        Body::new("huge numbers", JSON, each("\"99999999999999999999999\"")),
    ]
}

fn form_bodies() -> Vec<Body> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let each = |value: &str| FIELDS.map(|field| format!("{field}={value}")).join("&");
    let many = (0..20_000).map(|n| format!("f{n}=1")).collect::<Vec<_>>();
    vec![
        Body::new("an empty form", FORM, ""),
        Body::new("NUL", FORM, each("a%00b")).unreadable(),
        Body::new("broken UTF-8", FORM, each("%FF%FE")),
        Body::new("broken escapes", FORM, each("%zz%")),
        Body::new("many fields", FORM, many.join("&")).unreadable(),
        Body::new(
            "deep brackets",
            FORM,
            format!("status{}=1", "[a]".repeat(5_000)),
        )
        .unreadable(),
        Body::new(
            "contradicting brackets",
            FORM,
            "status=1&status[]=2&status[a]=3",
        ),
        Body::new("huge numbers", FORM, each("99999999999999999999999")),
        Body::new("raw bytes", FORM, [0xff, 0x00, 0x26, 0x3d, 0xfe]),
        Body::new("an unknown kind", "application/x-unknown", each("1")),
        Body::new("no kind", "", "x"),
    ]
}

fn multipart_bodies() -> Vec<Body> {
    const KIND: &str = "multipart/form-data; boundary=edge";
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name={name:?}\r\n\r\n{value}\r\n")
    };
    let each = FIELDS.map(|field| part(field, "1")).concat();
    let files = FIELDS.map(|field| {
        let head = "--edge\r\nContent-Disposition: form-data; name=";
        format!("{head}{field:?}; filename=\"../../x\"\r\nContent-Type: text/html\r\n\r\n<b>\r\n")
    });
    vec![
        Body::new("no boundary", "multipart/form-data", each.clone()).unreadable(),
        Body::new("never ends", KIND, each.clone()).unreadable(),
        Body::new("cut off", KIND, "--edge\r\nContent-Disposition: form-da").unreadable(),
        Body::new("no such boundary", KIND, "--other\r\n\r\nx").unreadable(),
        Body::new("files for texts", KIND, files.concat() + "--edge--\r\n"),
        Body::new(
            "NUL in a part",
            KIND,
            part("status", "a\0b") + "--edge--\r\n",
        )
        .unreadable(),
        Body::new("parts", KIND, each + "--edge--\r\n"),
    ]
}

/// A path with every parameter replaced.
fn filled(path: &str, place: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str(place);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
}

fn has_place(path: &str) -> bool {
    path.contains('{')
}

/// The paths in `.route("…", …)` lines, and whether there is a POST.
fn declared(source: &str) -> Vec<(String, bool)> {
    let routes = source.split(".route(").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('"')?;
        let (path, rest) = rest.split_once('"')?;
        let line = rest.split(".route(").next()?;
        Some((path.to_owned(), line.contains("post(")))
    });
    routes.collect()
}

/// What was wrong, all of it.
#[derive(Default)]
struct Report {
    tried: usize,
    wrong: Vec<String>,
}

impl Report {
    /// One request and its answer.
    async fn check(&mut self, ask: Ask, what: String, shape: fn(&Reply) -> bool) -> StatusCode {
        let reply = ask.await;
        let (status, text) = (reply.status, reply.text());
        let start: String = text.chars().take(200).collect();
        self.tried += 1;
        if status.is_server_error() {
            self.wrong.push(format!("{what}: {status} {start}"));
        } else if status.is_client_error() && !shape(&reply) {
            self.wrong
                .push(format!("{what}: {status}, wrong shape: {start}"));
        }
        status
    }

    /// The same of something that must be refused.
    async fn refuse(&mut self, ask: Ask, what: String, shape: fn(&Reply) -> bool) {
        let status = self.check(ask, what.clone(), shape).await;
        if status.is_success() || status.is_redirection() {
            self.wrong.push(format!("{what}: {status}"));
        }
    }
}

/// Red if anything was wrong, or hardly anything tried.
impl Drop for Report {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let wrong = self.wrong.join("\n");
        assert!(wrong.is_empty(), "{} wrong:\n{wrong}", self.wrong.len());
        assert!(self.tried >= 16, "only {} tried", self.tried);
    }
}

/// `{"error": "…"}` (<https://docs.joinmastodon.org/entities/Error/>).
fn is_mastodons(reply: &Reply) -> bool {
    let is_json = reply.header("content-type").starts_with("application/json");
    is_json && reply.json()["error"].is_string()
}

/// `{"error": code, "detail": "…"}`.
fn is_the_networks(reply: &Reply) -> bool {
    is_mastodons(reply) && reply.json()["detail"].is_string()
}

/// What a path refuses with: a file with a status alone, everything else with a page.
fn shape_at(path: &str) -> fn(&Reply) -> bool {
    let is_file = path.starts_with("/assets/") || path.starts_with("/avatars/");
    if is_file { |_| true } else { is_a_page }
}

/// A page for people.
fn is_a_page(reply: &Reply) -> bool {
    let is_html = reply.header("content-type").starts_with("text/html");
    is_html && reply.text().contains("</html>")
}

async fn world() -> (World, Person) {
    let world = World::new().await;
    let alice = world.admin("alice").await;
    (world, alice)
}

fn takes_a_form(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PUT || *method == Method::PATCH
}

/// Endpoints that read a form: there, what nobody can read is refused.
const READERS: [&str; 5] = [
    "/api/v1/statuses",
    "/api/v1/apps",
    "/api/v1/accounts/update_credentials",
    "/oauth/token",
    "/api/v1/markers",
];

#[tokio::test]
async fn the_client_api_refuses_bad_paths_and_queries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    for route in mastodon::table() {
        let ask = |path: &str| world.ask(route.method.clone(), path).by(&alice);
        if has_place(route.path) {
            for place in PLACES {
                let path = filled(route.path, place);
                let what = format!("{} {path}", route.method);
                report.check(ask(&path), what, is_mastodons).await;
            }
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(route.path, "1"));
            let what = format!("{} {path}", route.method);
            report.check(ask(&path), what, is_mastodons).await;
        }
    }
}

#[tokio::test]
async fn the_client_api_refuses_bad_forms() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let post = world.phone(&alice).publish("A post").await;
    let id = post["id"].as_str().unwrap_or_default();
    let bodies = bodies();
    for route in mastodon::table() {
        if !takes_a_form(&route.method) {
            continue;
        }
        for body in &bodies {
            let path = filled(route.path, id);
            let ask = world.ask(route.method.clone(), &path).by(&alice);
            let ask = ask.body(&body.kind, body.bytes.clone());
            let what = format!("{} {path} with {}", route.method, body.name);
            if body.is_unreadable && READERS.contains(&route.path) {
                report.refuse(ask, what, is_mastodons).await;
            } else {
                report.check(ask, what, is_mastodons).await;
            }
        }
    }
}

#[tokio::test]
async fn the_client_api_refuses_bad_tokens() {
    let ((world, _), mut report) = (world().await, Report::default());
    for route in mastodon::table() {
        for token in ["", "x", &"x".repeat(100_000), "é", "a b c"] {
            let path = filled(route.path, "1");
            let what = format!("{} {path} with a bad token", route.method);
            let ask = world.ask(route.method.clone(), &path).token(token);
            report.check(ask, what, is_mastodons).await;
        }
    }
}

#[tokio::test]
async fn the_pages_refuse_bad_paths_and_queries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let routes = declared(PAGES);
    assert!(routes.len() > 30, "the routes are read: {}", routes.len());
    for (path, _) in routes {
        for place in PLACES.into_iter().filter(|_| has_place(&path)) {
            let path = filled(&path, place);
            for ask in [world.get(&path), world.get(&path).session(&alice)] {
                report
                    .check(ask, format!("GET {path}"), shape_at(&path))
                    .await;
            }
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(&path, "1"));
            let ask = world.get(&path).session(&alice);
            report
                .check(ask, format!("GET {path}"), shape_at(&path))
                .await;
        }
    }
}

#[tokio::test]
async fn the_pages_refuse_bad_forms() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let bodies = bodies();
    for (path, _) in declared(PAGES).into_iter().filter(|(_, is_post)| *is_post) {
        let path = filled(&path, "1");
        for body in &bodies {
            let what = format!("POST {path} with {}", body.name);
            let ask = world.post(&path).session(&alice);
            let ask = ask.body(&body.kind, body.bytes.clone());
            report.check(ask, what, is_a_page).await;
        }
        if path == "/logout" {
            continue;
        }
        for value in [
            "",
            "\u{0}",
            "\u{202e}",
            "-1",
            "999999999999999999999",
            "<b>",
        ] {
            let fields: Vec<_> = FIELDS.iter().map(|field| (*field, value)).collect();
            let ask = world.post(&path).session_form(&alice, &fields);
            report
                .check(ask, format!("POST {path} with {value:?}"), is_a_page)
                .await;
        }
    }
}

#[tokio::test]
async fn the_pages_live_with_any_cookie() {
    let ((world, _), mut report) = (world().await, Report::default());
    for cookie in [
        "",
        ";;;=;",
        "folkmoot_session=",
        &format!("x={}", "y".repeat(100_000)),
    ] {
        for path in ["/", "/home", "/settings", "/oauth/authorize"] {
            let ask = world.get(path).header(COOKIE, cookie);
            report
                .check(ask, format!("GET {path} with {cookie:.40}"), is_a_page)
                .await;
        }
    }
}

#[tokio::test]
async fn the_network_refuses_bad_paths_and_queries() {
    let ((world, _), mut report) = (world().await, Report::default());
    let routes = declared(FEDERATION);
    assert!(routes.len() > 10, "the routes are read: {}", routes.len());
    for (path, _) in routes.into_iter().filter(|(_, is_post)| !is_post) {
        for place in PLACES.into_iter().filter(|_| has_place(&path)) {
            let path = filled(&path, place);
            report
                .check(world.get(&path), format!("GET {path}"), is_the_networks)
                .await;
        }
        for query in QUERIES {
            let path = format!("{}?{query}", filled(&path, "1"));
            report
                .check(world.get(&path), format!("GET {path}"), is_the_networks)
                .await;
        }
    }
}

#[tokio::test]
async fn an_inbox_refuses_bad_deliveries() {
    let ((world, alice), mut report) = (world().await, Report::default());
    let inboxes = declared(FEDERATION)
        .into_iter()
        .filter(|(_, is_post)| *is_post);
    for (path, _) in inboxes {
        for place in PLACES
            .into_iter()
            .chain([alice.account_id.to_string().as_str()])
        {
            let path = filled(&path, place);
            for body in bodies() {
                for kind in [body.kind.as_str(), "application/activity+json"] {
                    let ask = world.post(&path).body(kind, body.bytes.clone());
                    let what = format!("POST {path} with {} as {kind}", body.name);
                    report.refuse(ask, what, is_the_networks).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn no_method_and_no_path_is_a_fault() {
    let ((world, _), mut report) = (world().await, Report::default());
    for path in ["/api/v1/nothing", "/api", "/api/v9/x", "/oauth/nothing"] {
        for method in [Method::GET, Method::POST, Method::DELETE, Method::TRACE] {
            let ask = world.ask(method.clone(), path).header(CONTENT_TYPE, "x");
            report
                .refuse(ask, format!("{method} {path}"), |_| true)
                .await;
        }
    }
}
