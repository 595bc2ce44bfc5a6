//! The pages of a whole server.

use http::StatusCode;
use http::header::{ACCEPT, HeaderName};
use model::{Audience, PostId};
use social::post::{Draft, NewPoll};
use testkit::{Person, World};

const FRAGMENT: HeaderName = HeaderName::from_static("x-fragment");

async fn write(world: &World, person: &Person, text: &str, audience: Audience) -> String {
    let draft = Draft {
        text: text.into(),
        audience: Some(audience),
        ..Draft::default()
    };
    let post = world.social().create_post(&person.caller, draft).await;
    post.map(|post| post.path()).unwrap_or_default()
}

#[tokio::test]
async fn every_page_answers_with_a_page() {
    let world = World::new().await;
    let ada = world.admin("ada").await;
    let post = write(&world, &ada, "Hello #beans", Audience::Public).await;
    let open = [
        "/about",
        "/local",
        "/federated",
        "/tags/beans",
        "/search",
        "/search?q=ada",
        "/@ada",
        "/@ada/replies",
        "/@ada/media",
        "/@ada/followers",
        "/@ada/following",
    ];
    for path in ["/", "/login"].iter().chain(&open) {
        let page = world.get(path).await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (StatusCode::OK, "text/html; charset=utf-8"),
            "{path}"
        );
    }
    let own = [
        "/home",
        "/notifications",
        "/notifications?only=mentions",
        "/bookmarks",
        "/favourites",
        "/requests",
        "/settings",
        "/settings/posting",
        "/settings/networks",
        "/settings/security",
        "/settings/apps",
        "/settings/invites",
        "/settings/safety",
        "/settings/blocked",
        "/settings/muted",
        "/admin",
        "/admin/files",
        "/admin/networks",
    ];
    let parts = ["", "/edit", "/delete", "/history", "/likes", "/boosts"]
        .map(|part| format!("{post}{part}"));
    for path in own
        .into_iter()
        .chain(open)
        .chain(parts.iter().map(String::as_str))
    {
        let page = world.get(path).session(&ada).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.header("cache-control").starts_with("private"),
            "{path}"
        );
        assert!(
            page.text().contains("</html>") && page.text().contains("<h1"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_has_a_page_that_says_so() {
    let world = World::new().await;
    for path in [
        "/nothing",
        "/@nobody",
        "/@nobody/1",
        "/@nobody/x",
        "/tags/%00",
        "/avatars/x.png",
        "/assets/none.css",
        "/notifications/9",
    ] {
        let page = world.get(path).await;
        assert!(
            page.status == StatusCode::NOT_FOUND || page.status == StatusCode::OK,
            "{path}: {}",
            page.status
        );
        assert!(!page.text().contains("panicked"), "{path}");
    }
    let page = world.get("/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text().contains("Nothing here") && page.text().contains("href=\"/search\""));
}

#[tokio::test]
async fn a_post_is_shown_only_to_those_it_is_for() {
    let world = World::new().await;
    let (ada, bruno) = (world.person("ada").await, world.person("bruno").await);
    let cases = [
        (Audience::Public, StatusCode::OK, StatusCode::OK),
        (Audience::Quiet, StatusCode::OK, StatusCode::OK),
        (Audience::Local, StatusCode::NOT_FOUND, StatusCode::OK),
        (
            Audience::Followers,
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
        (
            Audience::Mentioned,
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
    ];
    for (audience, visitor, member) in cases {
        let path = write(&world, &ada, "For some", audience).await;
        assert_eq!(world.get(&path).await.status, visitor, "{audience:?}");
        assert_eq!(
            world.get(&path).session(&bruno).await.status,
            member,
            "{audience:?}"
        );
        assert_eq!(
            world.get(&path).session(&ada).await.status,
            StatusCode::OK,
            "{audience:?}"
        );
        for part in ["history", "likes", "boosts"] {
            assert_eq!(
                world.get(&format!("{path}/{part}")).await.status,
                visitor,
                "{audience:?} {part}"
            );
        }
        assert_eq!(
            world
                .get(&format!("{path}/edit"))
                .session(&bruno)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            world
                .get(&format!("{path}/delete"))
                .session(&bruno)
                .await
                .status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_button_answers_a_script_with_the_changed_part_and_others_with_the_page() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let path = write(&world, &ada, "Likeable", Audience::Public).await;
    let id = path.rsplit('/').next().unwrap_or_default();
    let like = world
        .post(&format!("/posts/{id}/like"))
        .session_form(&ada, &[("back", "/local?max_id=9")])
        .await;
    assert_eq!(like.header("location"), format!("/local?max_id=9#p-{id}"));
    let unlike = world
        .post(&format!("/posts/{id}/unlike"))
        .session_form(&ada, &[])
        .header(FRAGMENT, "1")
        .await;
    let part = unlike.text();
    assert!(
        part.starts_with("<form class=\"acts\"")
            && part.contains(&format!("formaction=\"/posts/{id}/like\""))
    );
    let away = world
        .post(&format!("/posts/{id}/like"))
        .session_form(&ada, &[("back", "//evil.example")])
        .await;
    assert_eq!(away.header("location"), format!("/home#p-{id}"));
    assert_eq!(
        world
            .post(&format!("/posts/{id}/explode"))
            .session_form(&ada, &[])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_cannot_be_posted_comes_back_with_the_reason() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let long = "x".repeat(5_001);
    let page = world
        .post("/posts")
        .session_form(
            &ada,
            &[
                ("text", &long),
                ("warning", "Long <b>"),
                ("audience", "local"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains(&long)
            && page.text().contains("role=\"alert\"")
            && page.text().contains("value=\"Long &lt;b&gt;\"")
    );
    assert!(page.text().contains("value=\"local\" checked"));
}

#[tokio::test]
async fn following_somebody_is_one_click() {
    let world = World::new().await;
    let (ada, bruno) = (world.person("ada").await, world.person("bruno").await);
    // People are found once they are in the index.
    world.settle().await;
    assert!(
        world
            .get("/search?q=bruno")
            .session(&ada)
            .await
            .text()
            .contains(&format!("/accounts/{}/follow", bruno.account_id))
    );
    let path = format!("/accounts/{}/follow", bruno.account_id);
    let part = world
        .post(&path)
        .session_form(&ada, &[("look", "panel")])
        .header(FRAGMENT, "1")
        .await
        .text();
    assert!(part.contains("Following") && part.contains("unfollow"));
    write(&world, &bruno, "From Bruno", Audience::Followers).await;
    assert!(
        world
            .get("/home")
            .session(&ada)
            .await
            .text()
            .contains("From Bruno")
    );
    world
        .post(&format!("/accounts/{}/block", bruno.account_id))
        .session_form(&ada, &[])
        .await;
    assert!(
        !world
            .get("/home")
            .session(&ada)
            .await
            .text()
            .contains("From Bruno")
    );
}

#[tokio::test]
async fn another_server_is_sent_from_the_page_to_the_object() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let post = write(&world, &ada, "Hello", Audience::Public).await;
    let person = world
        .get("/@ada")
        .header(ACCEPT, "application/activity+json")
        .await;
    assert_eq!(
        (person.status, person.header("location")),
        (StatusCode::SEE_OTHER, ada.uri.as_str())
    );
    let note = world
        .get(&post)
        .header(
            ACCEPT,
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        )
        .await;
    assert_eq!(note.status, StatusCode::SEE_OTHER);
    assert!(note.header("location").starts_with(&world.url("/")));
    assert_eq!(
        world.get(&post).header(ACCEPT, "text/html").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn styles_scripts_and_pictures_are_kept_for_ever_and_pages_are_guarded() {
    let world = World::new().await;
    let page = world.get("/").await;
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self'; style-src 'self'")
    );
    let text = page.text();
    let assets: Vec<&str> = text
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .map(|part| part.split('#').next().unwrap_or(part))
        .collect();
    assert!(assets.len() > 3);
    for path in assets {
        let file = world.get(path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert!(file.header("cache-control").contains("immutable"), "{path}");
    }
    let face = world.get("/avatars/1.png").await;
    assert_eq!(
        (face.status, face.header("content-type")),
        (StatusCode::OK, "image/png")
    );
    assert_eq!(
        world.get("/headers/default.png").await.status,
        StatusCode::OK
    );
    for path in ["/robots.txt", "/favicon.svg", "/manifest.webmanifest"] {
        assert_eq!(world.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn live_streams_are_for_those_who_may_listen() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    assert_eq!(
        world.get("/live?stream=home").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        world.get("/live?stream=rubbish").session(&ada).await.status,
        StatusCode::NOT_FOUND
    );
    for (stream, reply) in [
        ("home", world.get("/live?stream=home").session(&ada).await),
        ("local", world.get("/live?stream=local").await),
    ] {
        assert_eq!(
            reply.header("content-type"),
            "text/event-stream",
            "{stream}"
        );
    }
}

#[tokio::test]
async fn a_poll_is_voted_in_from_the_page() {
    let world = World::new().await;
    let (ada, ben) = (world.person("ada").await, world.person("ben").await);
    let poll = NewPoll {
        options: vec!["Tea".into(), "Coffee".into()],
        seconds: 3_600,
        is_multiple: false,
        hides_totals: false,
    };
    let draft = Draft {
        text: "What will it be?".into(),
        audience: Some(Audience::Public),
        poll: Some(poll),
        ..Draft::default()
    };
    let post = world
        .social()
        .create_post(&ada.caller, draft)
        .await
        .unwrap();
    let path = post.path();
    let before = world.get(&path).session(&ben).await.text();
    assert!(before.contains("Choose one") && before.contains(">Coffee<"));
    let vote = world.post(&format!("/posts/{}/vote", post.id));
    let voted = vote
        .session_form(&ben, &[("choice", "1"), ("back", &path)])
        .await;
    assert_eq!(voted.status, StatusCode::SEE_OTHER);
    let after = world.get(&path).session(&ben).await.text();
    assert!(after.contains("100%") && after.contains("your choice") && after.contains("1 voter"));
}

#[tokio::test]
async fn an_emoji_under_a_post_is_joined_and_taken_back_from_the_page() {
    let world = World::new().await;
    let (ada, ben) = (world.person("ada").await, world.person("ben").await);
    let path = write(&world, &ada, "Beans", Audience::Public).await;
    let id = path.rsplit('/').next().unwrap();
    let post: PostId = id.parse().unwrap();
    let social = world.social();
    social.react(&ada.caller, post, "🎉").await.unwrap();
    let visitor = world.get(&path).await.text();
    assert!(visitor.contains("🎉") && !visitor.contains("/unreact"));
    for (verb, pressed) in [("react", "true"), ("unreact", "false")] {
        let action = world.post(&format!("/posts/{id}/{verb}"));
        let done = action
            .session_form(&ben, &[("emoji", "🎉"), ("back", &path)])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let page = world.get(&path).session(&ben).await.text();
        let pressed = format!("value=\"🎉\" aria-pressed=\"{pressed}\"");
        assert!(page.contains(&pressed), "{verb}");
    }
}

#[tokio::test]
async fn a_news_reader_gets_what_is_for_everyone_and_nothing_else() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    write(&world, &ada, "Beans & <peas>", Audience::Public).await;
    write(&world, &ada, "Quiet", Audience::Quiet).await;
    write(&world, &ada, "For followers", Audience::Followers).await;
    write(&world, &ada, "For us", Audience::Local).await;
    let feed = world.get("/@ada/feed.rss").session(&ada).await;
    assert_eq!(
        feed.header("content-type"),
        "application/rss+xml; charset=utf-8"
    );
    let text = feed.text();
    assert!(
        text.contains("<title>Beans &amp; &lt;peas&gt;</title>"),
        "{text}"
    );
    assert_eq!(text.matches("<item>").count(), 1);
    for hidden in ["Quiet", "For followers", "For us"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(world.get("/@ada").await.text().contains("/@ada.rss"));
}
