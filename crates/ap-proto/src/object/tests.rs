//! Posts of every shape.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Note, NoteKind};
use crate::Refusal;

fn note(more: &Value) -> Value {
    let mut note = json!({
        "id": "https://a.example/notes/1", "type": "Note",
        "attributedTo": "https://a.example/alice", "content": "<p>Hello</p>",
    });
    for (key, value) in more.as_object().unwrap() {
        note[key] = value.clone();
    }
    note
}

fn parse(more: &Value) -> Note {
    Note::parse(&note(more)).unwrap()
}

#[test]
fn id_type_and_author_are_enough() {
    let note = parse(&json!({}));
    assert_eq!(note.kind, NoteKind::Note);
    assert_eq!(note.author(), "https://a.example/alice");
    assert_eq!(note.content.unwrap().text, "<p>Hello</p>");
    assert!(note.to.is_empty() && note.tags.mentions.is_empty());
}

#[test]
fn a_refusal_says_what_is_wrong() {
    for (more, code) in [
        (json!({"type": "Person"}), "wrong_type"),
        (json!({"type": null}), "wrong_type"),
        (
            json!({"id": ["https://a.example/1", "https://a.example/2"]}),
            "",
        ),
        (json!({"id": 7}), "missing_field"),
        (json!({"id": "tag:a.example,2026:1"}), "bad_field"),
        (json!({"attributedTo": null}), "missing_field"),
        (json!({"attributedTo": "javascript:x"}), "missing_field"),
        (
            json!({"to": vec!["https://a.example/x"; 100_000]}),
            "too_many",
        ),
    ] {
        let code_found = Note::parse(&note(&more))
            .err()
            .map_or("", |refusal| refusal.code());
        assert_eq!(
            code_found,
            code,
            "{}",
            more.to_string().chars().take(80).collect::<String>()
        );
    }
    assert_eq!(Note::parse(&json!([])), Err(Refusal::NotAnObject));
}

#[test]
fn the_author_is_the_person_not_the_channel() {
    let video = parse(&json!({"type": "Video", "attributedTo": [
        {"type": "Group", "id": "https://a.example/channel"},
        {"type": "Person", "id": "https://a.example/alice"},
    ]}));
    assert_eq!(video.author(), "https://a.example/alice");
    assert_eq!(video.attributed_to.len(), 2);
}

#[test]
fn mentions_hashtags_and_emojis_are_told_apart() {
    let note = parse(&json!({"tag": [
        {"type": "Mention", "href": "https://b.example/bob", "name": "@bob@b.example"},
        {"type": "Hashtag", "href": "https://a.example/tags/cats", "name": "#Cats"},
        {"type": "Emoji", "name": ":blob:", "icon": {"type": "Image", "url": "https://a.example/b.png"}},
        {"type": "Emoji", "name": ":<script>:", "icon": "https://a.example/b.png"},
        {"type": "Mention"}, "nonsense", 7,
    ]}));
    assert_eq!(note.tags.mentions[0].href, "https://b.example/bob");
    assert_eq!(note.tags.hashtags[0].name, "Cats");
    assert_eq!(note.tags.emojis[0].shortcode, "blob");
    assert_eq!((note.tags.mentions.len(), note.tags.emojis.len()), (1, 1));
}

#[test]
fn ten_thousand_tags_are_cut() {
    let mention = json!({"type": "Mention", "href": "https://b.example/bob"});
    let note = parse(&json!({ "tag": vec![mention; 9_000] }));
    assert!(note.tags.mentions.len() <= 256);
}

/// Proves: FEP-e232; Misskey
#[test]
fn a_quote_is_read_in_every_dialect() {
    let quoted = "https://b.example/notes/2";
    for more in [
        json!({ "quote": quoted }),
        json!({ "quoteUrl": quoted, "quoteUri": quoted, "_misskey_quote": quoted }),
        json!({"tag": {"type": "Link", "href": quoted, "rel": "https://misskey-hub.net/ns#_misskey_quote",
            "mediaType": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""}}),
    ] {
        assert_eq!(parse(&more).quotes, [quoted]);
    }
}

#[test]
fn an_attachment_has_url_type_alt_and_size() {
    let note = parse(&json!({"attachment": [
        {"type": "Document", "url": "https://a.example/1.png", "mediaType": "image/png",
         "name": "A cat", "width": 640, "height": 480, "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
         "focalPoint": [0.5, -2.0]},
        {"type": "Video", "url": [{"type": "Link", "href": "https://a.example/2.mp4", "mediaType": "video/mp4"}]},
        {"type": "Link", "href": "https://example.org/"},
        {"type": "Image", "url": "javascript:x"},
    ]}));
    let [cat, video, link] = note.attachments.as_slice() else {
        panic!("three attachments")
    };
    assert_eq!((cat.width, cat.height), (Some(640), Some(480)));
    assert_eq!(cat.name.as_deref(), Some("A cat"));
    assert!(cat.blurhash.is_some());
    assert_eq!(cat.focal_point, Some((0.5, -1.0)));
    assert_eq!(video.media_type.as_deref(), Some("video/mp4"));
    assert_eq!(
        (link.kind.as_str(), link.url.as_str()),
        ("Link", "https://example.org/")
    );
}

/// Security row D6.
#[test]
fn a_blurhash_that_is_none_is_ignored() {
    let of = |hash: &str| {
        let attachment =
            json!({"type": "Image", "url": "https://a.example/1.png", "blurhash": hash});
        parse(&json!({ "attachment": attachment })).attachments[0]
            .blurhash
            .is_some()
    };
    assert!(of("LEHV6nWB2yk8pyo0adR*.7kCMdnj") && of("00TI:j"));
    let components_255 = format!("~{}", "0".repeat(600));
    for hash in [
        "",
        "L",
        "LEHV6nWB2yk8pyo0adR*.7kCMdn",
        "LEHV6nWB2yk8pyo0adR*.7kCMdnjj",
        "LEHV6nWB2yk8pyo0adR*.7kCMdn\"",
        "LEHV6nWB2yk8pyo0adR*.7kCMdn<",
        "LEHV6nWB2yk8pyo0adR*.7kCMdö",
        &components_255,
        &"L".repeat(100_000),
    ] {
        assert!(!of(hash), "{hash:.40}");
    }
}

#[test]
fn of_a_split_video_only_files_with_sound_are_read() {
    let streams = |kinds: &[&str]| {
        let notes = kinds.iter().map(
            |kind| json!({"type": "PropertyValue", "name": "ffprobe_codec_type", "value": kind}),
        );
        notes.collect::<Vec<Value>>()
    };
    let video = parse(&json!({"type": "Video", "duration": "PT1M40S", "icon": [
        {"type": "Image", "url": "https://a.example/small.jpg", "width": 280},
        {"type": "Image", "url": "https://a.example/large.jpg", "width": 850},
        {"type": "Image", "url": "https://a.example/middle.jpg", "width": 640},
    ], "subtitleLanguage": [
        {"identifier": "fr", "name": "Français", "url": "https://a.example/fr.vtt"},
        {"identifier": "en", "name": "English", "url": [
            {"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://a.example/en.m3u8"},
            {"type": "Link", "mediaType": "text/vtt", "href": "https://a.example/en.vtt"}]},
        {"identifier": "<script>", "url": "https://a.example/x.vtt"},
        {"identifier": "de", "url": "javascript:x"},
    ], "url": {"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://a.example/v.m3u8", "tag": [
        {"type": "Link", "mediaType": "video/mp4", "href": "https://a.example/mute.mp4", "attachment": streams(&["video"])},
        {"type": "Link", "mediaType": "video/mp4", "href": "https://a.example/both.mp4", "attachment": streams(&["video", "audio"])},
    ]}}));
    let files: Vec<&str> = video.media.iter().map(|file| file.href.as_str()).collect();
    assert_eq!(
        files,
        ["https://a.example/v.m3u8", "https://a.example/both.mp4"]
    );
    assert_eq!(video.duration, Some(100.0));
    assert_eq!(
        video.preview_image.unwrap().href,
        "https://a.example/large.jpg"
    );
    let captions: Vec<(&str, &str)> = video
        .captions
        .iter()
        .map(|caption| (caption.language.as_str(), caption.url.as_str()))
        .collect();
    assert_eq!(
        captions,
        [
            ("fr", "https://a.example/fr.vtt"),
            ("en", "https://a.example/en.vtt")
        ]
    );
}

#[test]
fn a_track_has_the_cover_of_its_album() {
    let track = parse(&json!({"type": "Audio", "duration": 213, "url": [
        {"type": "Link", "mediaType": "audio/mpeg", "href": "https://a.example/1.mp3", "bitrate": 320_000},
        {"type": "Link", "mediaType": "text/html", "href": "https://a.example/library/tracks/1"},
    ], "track": {"type": "Track", "album": {"type": "Album", "cover": {"type": "Link", "href": "https://a.example/c.jpg"}}}}));
    assert_eq!(track.duration, Some(213.0));
    assert_eq!(track.media[0].href, "https://a.example/1.mp3");
    assert_eq!(track.preview_image.unwrap().href, "https://a.example/c.jpg");
    assert_eq!(
        track.url.as_deref(),
        Some("https://a.example/library/tracks/1")
    );
}

#[test]
fn a_video_has_a_page_and_files() {
    let video = parse(&json!({"type": "Video", "url": [
        {"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://a.example/v.m3u8",
         "tag": [{"type": "Link", "mediaType": "video/mp4", "href": "https://a.example/720.mp4", "height": 720}]},
        {"type": "Link", "mediaType": "text/html", "href": "https://a.example/w/1"},
    ]}));
    assert_eq!(video.url.as_deref(), Some("https://a.example/w/1"));
    assert_eq!(video.media.len(), 2);
    assert_eq!(video.media[1].height, Some(720));
}

#[test]
fn a_poll_has_options_votes_and_an_end() {
    let poll = parse(
        &json!({"type": "Question", "endTime": "2026-01-02T00:00:00Z", "votersCount": 3,
        "anyOf": [
            {"type": "Note", "name": "Yes", "replies": {"type": "Collection", "totalItems": 2}},
            {"type": "Note", "name": "No", "replies": {"totalItems": -5}},
        ]}),
    )
    .poll
    .unwrap();
    assert!(poll.multiple);
    assert_eq!(poll.options[0].votes, 2);
    assert_eq!(poll.options[1].votes, 0);
    assert_eq!(poll.voters, Some(3));
    assert!(
        parse(&json!({"type": "Question", "oneOf": []}))
            .poll
            .is_none()
    );
}

#[test]
fn a_vote_is_no_post() {
    let vote =
        parse(&json!({"name": "Yes", "content": null, "inReplyTo": "https://b.example/poll"}));
    assert!(vote.is_vote());
    assert!(!parse(&json!({"name": "Title"})).is_vote());
}

proptest! {
    #[test]
    fn a_post_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
        let _ = Note::parse(&value);
        if value.is_object() {
            let _ = Note::parse(&note(&value));
        }
    }
}
