//! Emoji of other servers are copied with their name.

use serde_json::json;
use social::emoji::NewEmoji;

use std::io::Cursor;

use super::*;

fn small(kind: image::ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(40, 40, image::Rgb([9, 120, 60]));
    image.write_to(&mut file, kind).unwrap();
    file.into_inner()
}

/// Two frames.
fn moving() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    for shade in [0, 255] {
        let frame = image::RgbaImage::from_pixel(40, 40, image::Rgba([shade, 90, 90, 255]));
        let delay = image::Delay::from_saturating_duration(Duration::from_millis(100));
        let frame = image::Frame::from_parts(frame, 0, 0, delay);
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    file
}

#[tokio::test]
async fn emoji_of_another_server_are_seen_and_copied_with_its_name() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let host = home.person("ines", Role::Admin).await;
    let still = peer.has("blob.png", "image/png", small(image::ImageFormat::Png));
    let moves = peer.has("dance.gif", "image/gif", moving());
    let broken = peer.has("broken.png", "image/png", "nothing");
    let list = json!([
        { "shortcode": "blob", "url": still, "static_url": still, "visible_in_picker": true, "category": "Blobs" },
        { "shortcode": "dance", "url": moves },
        { "shortcode": "broken", "url": broken },
        { "shortcode": "gone", "url": peer.url("gone.png") },
        { "shortcode": "a b", "url": still },
        { "shortcode": "script", "url": "javascript:alert(1)" },
        { "shortcode": 7 },
        "nothing",
    ]);
    peer.has("api/v1/custom_emojis", "application/json", list.to_string());
    let server = peer.base.strip_prefix("http://").unwrap();
    let own = NewEmoji {
        shortcode: "blob".to_owned(),
        picture: small(image::ImageFormat::Png).into(),
        ..NewEmoji::default()
    };
    home.social.add_emoji(&host, own).await.unwrap();
    let offered = home.social.emojis_of_server(&host, server).await.unwrap();
    let names: Vec<_> = offered
        .iter()
        .map(|emoji| (emoji.shortcode.as_str(), emoji.is_taken))
        .collect();
    assert_eq!(
        names,
        [
            ("blob", true),
            ("dance", false),
            ("broken", false),
            ("gone", false)
        ]
    );
    assert_eq!(offered[0].category.as_deref(), Some("Blobs"));
    assert_eq!(home.get(&offered[0].url).await.status, StatusCode::OK);

    let chosen = ["blob", "dance", "broken", "gone", "other"].map(ToOwned::to_owned);
    let done = home
        .social
        .import_emojis(&host, server, &chosen)
        .await
        .unwrap();
    let copied: Vec<_> = done.iter().map(|one| one.failure.is_none()).collect();
    assert_eq!(copied, [false, true, false, false, false], "{done:?}");
    let all = home.social.custom_emojis().await.unwrap();
    let dance = all.iter().find(|emoji| emoji.shortcode == "dance").unwrap();
    assert_eq!(dance.credit.as_deref(), Some(server));
    let (moves, stands) = (
        home.get(&dance.url).await,
        home.get(dance.still_url.as_ref().unwrap()).await,
    );
    assert_eq!((moves.kind(), stands.kind()), ("image/gif", "image/png"));
    let blob = all.iter().find(|emoji| emoji.shortcode == "blob").unwrap();
    assert_eq!((&blob.credit, &blob.still_url), (&None, &None));
}

#[tokio::test]
async fn only_admins_copy_and_what_is_no_list_is_said_to_be_none() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let host = home.person("ines", Role::Admin).await;
    let member = home.person("bob", Role::Moderator).await;
    let server = peer.base.strip_prefix("http://").unwrap();
    let asked = home.social.emojis_of_server(&member, server).await;
    assert!(
        matches!(asked, Err(social::Error::Forbidden(_))),
        "{asked:?}"
    );
    assert_eq!(peer.asked(), 0);
    for (list, kind) in [("{}", "application/json"), ("<html>", "text/html")] {
        peer.has("api/v1/custom_emojis", kind, list);
        let asked = home.social.emojis_of_server(&host, server).await;
        assert!(
            matches!(asked, Err(social::Error::Unreachable(_))),
            "{asked:?}"
        );
    }
    for bad in ["", "not a host", "http://x/", "../etc"] {
        let asked = home.social.emojis_of_server(&host, bad).await;
        assert!(
            matches!(asked, Err(social::Error::Invalid { .. })),
            "{bad} {asked:?}"
        );
    }
    let many = vec!["x".to_owned(); 51];
    let asked = home.social.import_emojis(&host, server, &many).await;
    assert!(
        matches!(asked, Err(social::Error::Invalid { .. })),
        "{asked:?}"
    );
}
