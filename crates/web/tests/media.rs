//! Files as browsers get them.

use http::StatusCode;
use testkit::World;

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

#[tokio::test]
async fn a_file_is_served_as_what_it_is_and_can_do_nothing() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let sent = world.post("/api/v2/media").by(&ada);
    let media = sent.files(&[], &[("file", DOT)]).await.ok();
    let url = media["url"].as_str().unwrap();
    let name = url.rsplit('/').next().unwrap();
    let path = &format!("/media/{name}");
    let file = world.get(path).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "image/png");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(
        file.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert!(file.header("cache-control").contains("immutable"));
    for wrong in [
        "/media/x.png",
        "/media/..%2Fserver.key",
        "/media/x.html",
        "/media/",
    ] {
        assert_eq!(
            world.get(wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    let other_name = path.replace(".png", ".jpg");
    assert_eq!(world.get(&other_name).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_picture_is_posted_with_a_plain_form_and_seen_with_its_words() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let fields = [
        ("text", "Look"),
        ("file-alt-0", "A <dot>"),
        ("audience", "public"),
    ];
    let sent = world.post("/posts");
    let sent = sent.session_files(&ada, &fields, &[("file-0", DOT), ("file-1", b"")]);
    assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
    for path in ["/home", "/@ada", "/@ada/media"] {
        let page = world.get(path).session(&ada).await.text();
        assert!(page.contains("src=\"https://"), "{path}");
        assert!(page.contains("A &lt;dot&gt;"), "{path}");
    }
}

#[tokio::test]
async fn a_file_that_was_sent_before_is_described_and_posted() {
    let world = World::new().await;
    let (ada, ben) = (world.person("ada").await, world.person("ben").await);
    let sent = world
        .post("/media")
        .session_files(&ada, &[], &[("file", DOT)]);
    let media = sent.await.ok();
    let id = media["id"].as_str().unwrap();
    assert!(media["preview"].as_str().unwrap().starts_with("https://"));
    let alt = format!("alt-{id}");
    let fields = [("text", "Look"), ("media", id), (alt.as_str(), "A dot")];
    let stolen = world.post("/posts").session_files(&ben, &fields, &[]).await;
    assert!(stolen.status.is_client_error(), "{}", stolen.status);
    let sent = world.post("/posts").session_files(&ada, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(world.get("/@ada").await.text().contains("alt=\"A dot\""));
}

/// What was wrong is said, and what was sent is still there.
#[tokio::test]
async fn files_survive_a_post_that_is_refused() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let long = "x".repeat(100_000);
    let fields = [("text", long.as_str()), ("file-alt-0", "A dot")];
    let files: [(&str, &[u8]); 1] = [("file-0", DOT)];
    let page = world
        .post("/posts")
        .session_files(&ada, &fields, &files)
        .await
        .text();
    assert!(page.contains("too long") && page.contains("value=\"A dot\""));
    let fields = [("text", "Look")];
    let files: [(&str, &[u8]); 1] = [("file-0", b"<svg onload=alert(1)>")];
    let page = world
        .post("/posts")
        .session_files(&ada, &fields, &files)
        .await
        .text();
    assert!(page.contains("role=\"alert\"") && page.contains(">Look</textarea>"));
}

#[tokio::test]
async fn files_are_taken_from_members_with_a_token_alone() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let visitor = world.post("/media").files(&[], &[("file", DOT)]).await;
    assert_eq!(visitor.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let forged = world
        .post("/media")
        .session(&ada)
        .files(&[], &[("file", DOT)])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_wants_no_post_without_words_posts_none() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let chosen = [("undescribed", "refuse"), ("audience", "public")];
    let saved = world.post("/settings/posting").session_form(&ada, &chosen);
    assert_eq!(saved.await.status, StatusCode::SEE_OTHER);
    let page = world.get("/home").session(&ada).await.text();
    assert!(page.contains("data-undescribed=\"refuse\""));
    let media = world.post("/api/v2/media").by(&ada);
    let media = media.files(&[], &[("file", DOT)]).await.ok();
    let form = [("media_ids[]", media["id"].as_str().unwrap())];
    let post = async || {
        let post = world.post("/api/v1/statuses").by(&ada).form(&form);
        post.await
    };
    let refused = post().await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("say what they show"));
    let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
    let words = world.ask(http::Method::PUT, &path).by(&ada);
    words.form(&[("description", "A dot")]).await.ok();
    assert_eq!(post().await.status, StatusCode::OK);
}

#[tokio::test]
async fn pictures_are_searched_for_by_words_and_found_as_tiles() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let fields = [("text", "Harbour lights"), ("file-alt-0", "A dot")];
    let files: [(&str, &[u8]); 1] = [("file-0", DOT)];
    let sent = world.post("/posts").session_files(&ada, &fields, &files);
    assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
    let words = [("text", "Harbour words alone")];
    world.post("/posts").session_form(&ada, &words).await;
    world.settle().await;
    let found = world.get("/search?q=harbour").session(&ada).await.text();
    assert!(found.contains("Harbour words alone"), "{found}");
    assert!(found.contains("href=\"/search?q=harbour%20has%3Amedia\""));
    let found = world.get("/search?q=harbour%20has:media").session(&ada);
    let found = found.await.text();
    assert!(found.contains("class=\"card tiles\"") && !found.contains("words alone"));
}

#[tokio::test]
async fn what_a_picture_shows_can_be_said_later_and_what_of_it_stays_in_view() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let media = world.post("/api/v2/media").by(&ada);
    let media = media.files(&[], &[("file", DOT)]).await.ok();
    let id = media["id"].as_str().unwrap();
    let form = [
        ("status", "Look"),
        ("media_ids[]", id),
        ("sensitive", "true"),
    ];
    let post = world.post("/api/v1/statuses").by(&ada).form(&form).await;
    let post = post.ok();
    let post = post["id"].as_str().unwrap();
    let page = world.get(&format!("/@ada/{post}/edit")).session(&ada);
    let page = page.await.text();
    assert!(page.contains(&format!("name=\"focus-{id}\"")), "{page}");
    let (alt, focus) = (format!("alt-{id}"), format!("focus-{id}"));
    let fields = [("text", "Look"), (&alt, "A dot"), (&focus, "top")];
    let sent = world.post(&format!("/posts/{post}/edit"));
    let sent = sent.session_files(&ada, &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let path = format!("/api/v1/statuses/{post}");
    let seen = world.get(&path).by(&ada).await.ok();
    let file = &seen["media_attachments"][0];
    assert_eq!(file["description"], "A dot");
    assert_eq!(file["meta"]["focus"]["y"], 0.8);
    assert_eq!(seen["sensitive"], true, "what was hidden stays hidden");
}
