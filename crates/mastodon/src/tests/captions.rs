//! What is said in video and sound.

use http::{Method, StatusCode};
use serde_json::Value;

use super::media::{WEBM, id, is_there, made, name, png, send, upload};
use super::world::World;

const WORDS: &str = "WEBVTT\n\nNOTE SECRET\n\n00:00.000 --> 00:01.000 line:0\n<b>Good</b> day\n";

/// A video of Alice's that is ready; `None`, loudly, without `ffmpeg`.
async fn video(world: &World, alice: &str) -> Option<Value> {
    let webm = made(WEBM)?;
    world.social.connect_media_tools(media::Tools::find());
    let media = upload(world, alice, webm).await;
    world.social.media_step().await.unwrap();
    Some(media)
}

/// What is in a file that is served.
async fn read(world: &World, url: &Value) -> String {
    let file = world.social.file(name(url)).await.unwrap();
    assert_eq!(file.media_type, "text/vtt; charset=utf-8");
    let all = 0..file.length;
    let bytes = file
        .send(all)
        .await
        .unwrap()
        .piece()
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn captions_are_written_anew_language_by_language_and_go_with_their_file() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let Some(media) = video(&world, &alice).await else {
        return;
    };
    let path = |language: &str| {
        let id = id(&media);
        format!("/api/v1/folkmoot/media/{id}/captions/{language}")
    };
    let put = async |token: &str, language: &str, text: &str| {
        let files = [("file", text.as_bytes().to_vec())];
        let texts = [("label", "Spoken")];
        send(&world, token, Method::PUT, &path(language), &texts, &files).await
    };
    let said = put(&alice, "EN", WORDS).await.ok();
    let caption = &said["captions"][0];
    assert_eq!(
        (&caption["language"], &caption["label"]),
        (&"en".into(), &"Spoken".into())
    );
    assert_eq!(
        read(&world, &caption["url"]).await,
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nGood day\n"
    );
    let first = caption["url"].clone();
    put(&alice, "de-AT", WORDS).await.ok();
    let said = put(&alice, "en", &WORDS.replace("Good", "Nice")).await.ok();
    assert_eq!(said["captions"].as_array().unwrap().len(), 2);
    assert!(
        read(&world, &said["captions"][0]["url"])
            .await
            .contains("Nice")
    );
    assert!(!is_there(&world, &first).await, "what was replaced is gone");
    let kept = world
        .get(&alice, &format!("/api/v1/media/{}", id(&media)))
        .await
        .ok();
    assert!(is_there(&world, &kept["url"]).await && is_there(&world, &kept["preview_url"]).await);
    for (token, language, text, status) in [
        (&bob, "en", WORDS, StatusCode::NOT_FOUND),
        (&alice, "x", WORDS, StatusCode::UNPROCESSABLE_ENTITY),
        (&alice, "en", "<html>", StatusCode::UNPROCESSABLE_ENTITY),
        (&alice, "en", "", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = put(token, language, text).await;
        assert_eq!(answer.status, status, "{language} {text}: {answer:?}");
    }
    let gone = world
        .ask(&alice, Method::DELETE, &path("de-AT"), "")
        .await
        .ok();
    assert_eq!(gone["captions"].as_array().unwrap().len(), 1);
    let own = format!("/api/v1/media/{}", id(&media));
    world.ask(&alice, Method::DELETE, &own, "").await.ok();
    assert!(!is_there(&world, &said["captions"][0]["url"]).await);
}

#[tokio::test]
async fn captions_of_a_post_are_an_edit_and_are_gone_with_it() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let Some(media) = video(&world, &alice).await else {
        return;
    };
    let form = format!("status=Said+**aloud**&media_ids[]={}", id(&media));
    let post = world.post(&alice, "/api/v1/statuses", &form).await.ok();
    let path = format!("/api/v1/folkmoot/media/{}/captions/fr", id(&media));
    let files = [("file", WORDS.as_bytes().to_vec())];
    send(&world, &alice, Method::PUT, &path, &[], &files)
        .await
        .ok();
    let at = format!("/api/v1/statuses/{}", id(&post));
    let now = world.get(&alice, &at).await.ok();
    let caption = &now["media_attachments"][0]["captions"][0];
    assert_eq!(caption["language"], "fr");
    assert!(now["edited_at"].is_string() && now["content"] == post["content"]);
    assert!(is_there(&world, &caption["url"]).await);
    world.ask(&alice, Method::DELETE, &at, "").await.ok();
    assert!(
        !is_there(&world, &caption["url"]).await,
        "revoked with the post"
    );
    // Pictures have a description.
    let picture = upload(&world, &alice, png(3)).await;
    let path = format!("/api/v1/folkmoot/media/{}/captions/fr", id(&picture));
    let answer = send(&world, &alice, Method::PUT, &path, &[], &files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
