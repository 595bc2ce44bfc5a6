//! How files are given out: in parts, to whom, and for how long.

use http::header::{ACCEPT, IF_NONE_MATCH, IF_RANGE, RANGE};
use http::{Method, StatusCode};
use testkit::{Person, World};

/// The smallest PNG there is: one pixel.
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

/// A file of somebody's: its path and its id.
async fn uploaded_by(world: &World, person: &Person) -> (String, String) {
    let sent = world.post("/api/v2/media").by(person);
    let media = sent.files(&[], &[("file", DOT)]).await.ok();
    let text = |name: &str| {
        let found = media.get(name).and_then(serde_json::Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let name = text("url").rsplit('/').next().map(str::to_owned);
    let path = format!("/media/{}", name.unwrap_or_default());
    (path, text("id"))
}

/// The path of a file and its bytes.
async fn uploaded(world: &World) -> (String, Vec<u8>) {
    let ada = world.person("ada").await;
    let (path, _) = uploaded_by(world, &ada).await;
    let file = world.get(&path).await;
    (path, file.body.to_vec())
}

#[tokio::test]
async fn a_part_of_a_file_is_sent_to_who_asks_for_one() {
    let world = World::new().await;
    let (path, file) = uploaded(&world).await;
    let length = file.len();
    let whole = world.get(&path).await;
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-length"), length.to_string());
    let part = |range: &str| world.get(&path).header(RANGE, range);
    for (range, wanted) in [
        ("bytes=0-3", 0..4),
        ("bytes=-5", length - 5..length),
        ("bytes=10-", 10..length),
        ("bytes=1-999999", 1..length),
    ] {
        let part = part(range).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
        let told = format!("bytes {}-{}/{length}", wanted.start, wanted.end - 1);
        assert_eq!(part.header("content-range"), told);
        assert_eq!(part.header("content-length"), wanted.len().to_string());
        assert_eq!(part.body, file[wanted]);
    }
    let stale = part("bytes=0-3").header(IF_RANGE, "\"old\"").await;
    assert_eq!((stale.status, stale.body), (StatusCode::OK, file.into()));
}

/// Security row D8.
#[tokio::test]
async fn hostile_ranges_end_in_a_refusal_or_the_whole() {
    let world = World::new().await;
    let (path, file) = uploaded(&world).await;
    let many = format!("bytes={}", "0-0,1-1,".repeat(5_000));
    for (range, status) in [
        (many.as_str(), StatusCode::OK),
        ("bytes=0-9,5-20", StatusCode::OK),
        ("bytes=--5", StatusCode::RANGE_NOT_SATISFIABLE),
        ("bytes=9-3", StatusCode::RANGE_NOT_SATISFIABLE),
        ("bytes=999999-", StatusCode::RANGE_NOT_SATISFIABLE),
    ] {
        let answer = world.get(&path).header(RANGE, range).await;
        assert_eq!(answer.status, status, "{range:.20}");
        if status == StatusCode::OK {
            assert_eq!(answer.body, file);
        } else {
            let told = format!("bytes */{}", file.len());
            assert_eq!(answer.header("content-range"), told);
            assert!(answer.body.is_empty());
        }
    }
}

#[tokio::test]
async fn what_is_known_is_not_sent_again_and_head_sends_nothing() {
    let world = World::new().await;
    let (path, file) = uploaded(&world).await;
    let tag = world.get(&path).await.header("etag").to_owned();
    let known = world.get(&path).header(IF_NONE_MATCH, &tag).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    assert!(known.body.is_empty());
    assert_eq!(known.header("etag"), tag);
    let head = world
        .ask(Method::HEAD, &path)
        .header(RANGE, "bytes=0-3")
        .await;
    assert_eq!(head.status, StatusCode::OK);
    assert_eq!(head.header("content-length"), file.len().to_string());
    assert!(head.body.is_empty());
}

/// Security row A14: what somebody uploads never becomes an activity of ours.
#[tokio::test]
async fn an_activity_is_no_file_and_no_file_is_served_as_one() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let activity = br#"{"@context":"https://www.w3.org/ns/activitystreams","id":"https://folkmoot.example/x","type":"Note"}"#;
    let sent = world.post("/api/v2/media").by(&ada);
    let refused = sent.files(&[], &[("file", activity)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (path, _) = uploaded_by(&world, &ada).await;
    for end in ["json", "activity", "jsonld", "html", "svg", "xml"] {
        let other = path.replace(".png", &format!(".{end}"));
        assert_eq!(world.get(&other).await.status, StatusCode::NOT_FOUND);
    }
    let asked = world
        .get(&path)
        .header(ACCEPT, "application/activity+json")
        .await;
    assert_eq!(asked.header("content-type"), "image/png");
}

/// Security row D9, at the door: what a cache on the way may keep, and that a deleted post's file is gone at once.
#[tokio::test]
async fn what_is_not_for_everyone_stays_in_nobodys_cache_and_goes_with_its_post() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    for (visibility, keeping) in [("public", "public"), ("private", "private")] {
        let (path, id) = uploaded_by(&world, &ada).await;
        let form = [("media_ids[]", id.as_str()), ("visibility", visibility)];
        let post = world.post_form("/api/v1/statuses", &form).by(&ada).await;
        let post = post.ok()["id"].as_str().unwrap().to_owned();
        let file = world.get(&path).await;
        let told = file.header("cache-control");
        assert!(told.starts_with(keeping), "{visibility}: {told}");
        let status = format!("/api/v1/statuses/{post}");
        world.ask(Method::DELETE, &status).by(&ada).await.ok();
        let gone = world.get(&path).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert_eq!(gone.header("cache-control"), "no-store");
    }
}
