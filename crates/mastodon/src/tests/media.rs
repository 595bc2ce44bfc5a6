//! Files: sent, described, attached, taken away.

use std::io::Cursor;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use social::journal::Progress;

use super::world::{Answer, World};

/// A picture of one colour.
pub(super) fn png(shade: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = RgbImage::from_pixel(30, 20, Rgb([shade, 90, 200]));
    image.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A photo that knows where it was taken.
fn photo() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new(&mut out);
    encoder
        .set_exif_metadata(b"II*\0\x08\0\0\0\0\0\0\0\0\0GPS-52.5,13.4".to_vec())
        .unwrap();
    let image = RgbImage::from_pixel(64, 48, Rgb([200, 10, 10]));
    encoder
        .write_image(&image, 64, 48, image::ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// A multipart form: texts, then files.
pub(super) async fn send(
    world: &World,
    token: &str,
    method: Method,
    path: &str,
    texts: &[(&str, &str)],
    files: &[(&str, Vec<u8>)],
) -> Answer {
    let mut body = Vec::new();
    for (name, text) in texts {
        let part =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let part = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x.bin\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=XX")
        .body(Body::from(body))
        .unwrap();
    world.send(request).await
}

pub(super) async fn upload(world: &World, token: &str, bytes: Vec<u8>) -> Value {
    let files = [("file", bytes)];
    let answer = send(world, token, Method::POST, "/api/v2/media", &[], &files).await;
    assert!(answer.status.is_success(), "{answer:?}");
    answer.json
}

pub(super) fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

pub(super) fn name(url: &Value) -> &str {
    url.as_str()
        .unwrap()
        .strip_prefix("https://moot.example/media/")
        .unwrap()
}

pub(super) async fn is_there(world: &World, url: &Value) -> bool {
    world.social.file(name(url)).await.is_ok()
}

#[tokio::test]
async fn a_photo_is_taken_in_without_the_place_it_knows() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let texts = [("description", "A red wall"), ("focus", "0.5,-0.25")];
    let media = send(
        &world,
        &alice,
        Method::POST,
        "/api/v1/media",
        &texts,
        &[("file", photo())],
    )
    .await
    .ok();
    assert_eq!(media["type"], "image");
    assert_eq!(media["description"], "A red wall");
    assert_eq!(media["meta"]["original"]["width"], 64);
    assert_eq!(media["meta"]["focus"]["y"], -0.25);
    assert!(media["blurhash"].as_str().unwrap().len() > 6);
    assert!(media["remote_url"].is_null());
    // 43 characters of base64: 256 bits nobody guesses.
    assert_eq!(name(&media["url"]).len(), 43 + ".jpg".len());
    let file = world.social.file(name(&media["url"])).await.unwrap();
    assert_eq!(file.media_type, "image/jpeg");
    let all = 0..file.length;
    let bytes = file
        .send(all)
        .await
        .unwrap()
        .piece()
        .await
        .unwrap()
        .unwrap();
    assert!(!bytes.windows(3).any(|part| part == b"GPS"));
    assert!(is_there(&world, &media["preview_url"]).await);
}

#[tokio::test]
async fn a_file_is_changed_and_removed_by_its_owner_alone() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let before = upload(&world, &alice, png(1)).await;
    let path = format!("/api/v1/media/{}", id(&before));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = world.ask(&bob, method, &path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let texts = [("description", "Blue"), ("focus", "-1.0,1.0")];
    let thumbnail = [("thumbnail", png(250))];
    let after = send(&world, &alice, Method::PUT, &path, &texts, &thumbnail)
        .await
        .ok();
    assert_eq!(
        (&after["description"], &after["meta"]["focus"]["x"]),
        (&"Blue".into(), &(-1.0).into())
    );
    assert_ne!(after["preview_url"], before["preview_url"]);
    assert!(
        !is_there(&world, &before["preview_url"]).await,
        "the replaced file is gone"
    );
    assert_eq!(world.get(&alice, &path).await.ok()["description"], "Blue");
    let wrong = world.ask(&alice, Method::PUT, &path, "focus=left").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    assert!(!is_there(&world, &after["url"]).await);
}

#[tokio::test]
async fn a_post_may_be_files_alone_in_the_order_asked_for() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (one, two) = (
        upload(&world, &alice, png(1)).await,
        upload(&world, &alice, png(2)).await,
    );
    let both = format!("media_ids[]={}&media_ids[]={}", id(&two), id(&one));
    assert_eq!(
        world.post(&bob, "/api/v1/statuses", &both).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another's files"
    );
    let post = world.post(&alice, "/api/v1/statuses", &both).await.ok();
    let files = post["media_attachments"].as_array().unwrap();
    assert_eq!(
        files.iter().map(id).collect::<Vec<_>>(),
        [id(&two), id(&one)]
    );
    assert_eq!(post["content"], "");
    for again in [both.as_str(), &format!("media_ids[]={}", id(&one))] {
        let answer = world.post(&alice, "/api/v1/statuses", again).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "attached once"
        );
    }
    let path = format!("/api/v1/media/{}", id(&one));
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    let removal = world.ask(&alice, Method::DELETE, &path, "").await;
    assert_eq!(removal.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_edit_says_something_else_of_the_files_or_takes_them_away() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (one, two) = (
        upload(&world, &alice, png(1)).await,
        upload(&world, &alice, png(2)).await,
    );
    let form = format!(
        "status=Two&media_ids[]={}&media_ids[]={}",
        id(&one),
        id(&two)
    );
    let post = world.post(&alice, "/api/v1/statuses", &form).await.id();
    let path = format!("/api/v1/statuses/{post}");
    let kept = world
        .ask(&alice, Method::PUT, &path, "status=Still+two")
        .await
        .ok();
    assert_eq!(kept["media_attachments"].as_array().unwrap().len(), 2);
    let change = format!(
        "status=One&media_ids[]={0}&media_attributes[][id]={0}&media_attributes[][description]=A+dot",
        id(&two)
    );
    let changed = world.ask(&alice, Method::PUT, &path, &change).await.ok();
    assert_eq!(changed["media_attachments"].as_array().unwrap().len(), 1);
    assert_eq!(changed["media_attachments"][0]["description"], "A dot");
    let history = world.get(&alice, &format!("{path}/history")).await.ok();
    assert_eq!(history[0]["media_attachments"].as_array().unwrap().len(), 2);
    // The one that was taken away is free again.
    world
        .get(&alice, &format!("/api/v1/media/{}", id(&one)))
        .await
        .ok();
}

#[tokio::test]
async fn a_deleted_post_takes_its_files_along_when_it_is_told_to() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (one, same) = (
        upload(&world, &alice, png(7)).await,
        upload(&world, &alice, png(7)).await,
    );
    let form = |media: &Value| format!("status=a&media_ids[]={}", id(media));
    let post = world
        .post(&alice, "/api/v1/statuses", &form(&one))
        .await
        .id();
    let path = format!("/api/v1/statuses/{post}");
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    // It can be written again with the same file.
    let post = world
        .post(&alice, "/api/v1/statuses", &form(&one))
        .await
        .id();
    let path = format!("/api/v1/statuses/{post}");
    world
        .ask(&alice, Method::DELETE, &path, "delete_media=true")
        .await
        .ok();
    assert!(!is_there(&world, &one["url"]).await);
    assert!(
        is_there(&world, &same["url"]).await,
        "the same bytes under another name"
    );
}

/// A file that `ffmpeg` makes; `None`, loudly, where there is none.
pub(super) fn made(arguments: &str) -> Option<Vec<u8>> {
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(arguments.split_whitespace())
        .arg("pipe:1")
        .output();
    let Ok(made) = made else {
        println!("SKIPPED: no ffmpeg here (apt install ffmpeg)");
        return None;
    };
    assert!(made.status.success(), "{made:?}");
    Some(made.stdout)
}

pub(super) const WEBM: &str =
    "-f lavfi -i testsrc=d=1:s=160x90:r=10 -c:v libvpx -metadata title=SECRET -f webm";

#[tokio::test]
async fn a_video_is_taken_in_at_once_and_ready_a_little_later() {
    let Some(webm) = made(WEBM) else { return };
    let world = World::new().await;
    world.social.connect_media_tools(media::Tools::find());
    let (_, alice) = world.person("alice").await;
    let texts = [("description", "Bars")];
    let files = [("file", webm)];
    let answer = send(
        &world,
        &alice,
        Method::POST,
        "/api/v2/media",
        &texts,
        &files,
    )
    .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let waiting = answer.json;
    assert_eq!(
        (&waiting["type"], &waiting["url"]),
        (&"video".into(), &Value::Null)
    );
    let path = format!("/api/v1/media/{}", id(&waiting));
    assert_eq!(
        world.get(&alice, &path).await.status,
        StatusCode::PARTIAL_CONTENT
    );
    let form = format!("media_ids[]={}", id(&waiting));
    let early = world.post(&alice, "/api/v1/statuses", &form).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        early.json["error"]
            .as_str()
            .unwrap()
            .contains("not all finished")
    );
    // What is said of it meanwhile is kept.
    world
        .ask(&alice, Method::PUT, &path, "description=Coloured+bars")
        .await
        .ok();
    world.social.media_step().await.unwrap();
    let ready = world.get(&alice, &path).await.ok();
    assert_eq!(
        (&ready["type"], &ready["description"]),
        (&"video".into(), &"Coloured bars".into())
    );
    assert_eq!(
        ready["url"].as_str().unwrap().rsplit('.').next(),
        Some("mp4")
    );
    let original = &ready["meta"]["original"];
    assert_eq!(
        (&original["width"], &original["frame_rate"]),
        (&160.into(), &"10/1".into())
    );
    assert!(original["duration"].as_f64().unwrap() > 0.9);
    assert_eq!(ready["meta"]["small"]["width"], 160);
    assert!(is_there(&world, &ready["preview_url"]).await);
    world.post(&alice, "/api/v1/statuses", &form).await.ok();
    assert_eq!(world.social.media_step().await.unwrap(), Progress::Idle);
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_leaves_nothing_behind() {
    let Some(webm) = made(WEBM) else { return };
    let world = World::new().await;
    world.social.connect_media_tools(media::Tools::find());
    let (_, alice) = world.person("alice").await;
    let waiting = upload(&world, &alice, webm[..200].to_vec()).await;
    world.social.media_step().await.unwrap();
    let path = format!("/api/v1/media/{}", id(&waiting));
    let failed = world.get(&alice, &path).await;
    assert_eq!(failed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        failed.json["error"].as_str().unwrap().contains("damaged"),
        "{failed:?}"
    );
    let form = format!("media_ids[]={}", id(&waiting));
    let post = world.post(&alice, "/api/v1/statuses", &form).await;
    assert_eq!(post.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
}

#[tokio::test]
async fn sound_has_a_wave_and_a_moving_picture_is_a_silent_video() {
    let Some(sound) = made("-f lavfi -i sine=d=2 -c:a libvorbis -f ogg") else {
        return;
    };
    let Some(gif) = made("-f lavfi -i testsrc=d=1:s=64x48:r=5 -f gif") else {
        return;
    };
    let world = World::new().await;
    world.social.connect_media_tools(media::Tools::find());
    let (_, alice) = world.person("alice").await;
    let mut ready = Vec::new();
    for file in [sound, gif] {
        let waiting = upload(&world, &alice, file).await;
        world.social.media_step().await.unwrap();
        let path = format!("/api/v1/media/{}", id(&waiting));
        ready.push(world.get(&alice, &path).await.ok());
    }
    assert_eq!(
        (&ready[0]["type"], &ready[1]["type"]),
        (&"audio".into(), &"gifv".into())
    );
    assert!(ready[0]["meta"]["peaks"].as_array().unwrap().len() > 10);
    assert!(
        ready[0]["meta"]["length"]
            .as_str()
            .unwrap()
            .starts_with("0:00:02.")
    );
    assert_eq!(
        ready[0]["url"].as_str().unwrap().rsplit('.').next(),
        Some("mp3")
    );
    let configuration = world.get(&alice, "/api/v2/instance").await.ok();
    let types = &configuration["configuration"]["media_attachments"]["supported_mime_types"];
    assert!(types.as_array().unwrap().contains(&"video/mp4".into()));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_in_plain_words() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    for (bytes, word) in [
        (b"\0\0\0\x18ftypmp42".to_vec(), "video or sound"),
        (b"<svg onload=alert(1)>".to_vec(), "not a picture"),
        (png(1)[..40].to_vec(), "damaged"),
        (Vec::new(), "empty"),
    ] {
        let files = [("file", bytes)];
        let answer = send(&world, &alice, Method::POST, "/api/v2/media", &[], &files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
        let error = answer.json["error"].as_str().unwrap();
        assert!(error.contains(word), "{error}");
    }
    let nothing = world.post(&alice, "/api/v2/media", "").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}
