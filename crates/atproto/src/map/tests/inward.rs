use std::collections::BTreeMap;

use at_proto::data::{Ipld, record_from_json};
use model::{MediaKind, Permission};
use proptest::prelude::*;
use serde_json::json;
use social::inbound::{Arrival, RemotePost};

use super::super::draft::draft_of;
use super::super::html::text_html;
use super::super::note::{Look, Named, remote_post};
use super::super::profile::{Whose, remote_account};
use super::super::rich::Rich;
use super::super::{deed, gate, post_page};
use super::*;

fn read(record: &Ipld) -> Option<RemotePost> {
    let carol = did("carol");
    let look = Look {
        author: AccountId::from(9),
        person: &|did| {
            (*did == carol).then(|| Named {
                account: AccountId::from(3),
                page_url: page("carol"),
                name: "carol.moot.example".to_owned(),
            })
        },
        blob_url: &|cid| format!("https://pds.example/blob/{cid}"),
        policy: InteractionPolicy::default(),
        how: Arrival::Pushed,
        now: NOW,
    };
    remote_post(&strong_ref("dan").uri, record, &look)
}

#[test]
fn a_post_is_read_with_all_it_has() {
    let cid = Cid::of_blob(b"x").to_string();
    let image =
        json!({"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/webp", "size": 7});
    let record = json!({
        "$type": "app.bsky.feed.post",
        "text": "Hi @carol",
        "createdAt": "2999-01-01T00:00:00Z",
        "langs": ["x-klingon", "de"],
        "tags": ["Tea", 7],
        "facets": [{"index": {"byteStart": 3, "byteEnd": 9}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:carol"}]}],
        "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "porn"}]},
        "reply": {"root": {"uri": strong_ref("r").uri.as_str(), "cid": cid}, "parent": {"uri": strong_ref("p").uri.as_str(), "cid": cid}},
        "embed": {
            "$type": "app.bsky.embed.recordWithMedia",
            "record": {"$type": "app.bsky.embed.record", "record": {"uri": strong_ref("q").uri.as_str(), "cid": cid}},
            "media": {"$type": "app.bsky.embed.images", "images": [
                {"image": image, "alt": "a cat", "aspectRatio": {"width": 4, "height": 3}},
                {"image": 7, "alt": "no cat"},
            ]},
        },
    });
    let post = read(&record_from_json(&record).unwrap()).unwrap();
    assert_eq!(post.named, [(AccountId::from(3), true)]);
    assert_eq!(post.created_at, NOW);
    assert_eq!(
        (post.language.as_deref(), post.is_sensitive),
        (Some("de"), true)
    );
    assert_eq!(post.tags, ["tea"]);
    assert_eq!(post.reply_to.as_deref(), Some(strong_ref("p").uri.as_str()));
    let [media] = &post.media[..] else {
        panic!("{:?}", post.media)
    };
    assert_eq!(
        (media.kind, media.width, media.alt.as_deref()),
        (MediaKind::Image, Some(4), Some("a cat"))
    );
    assert_eq!(media.url, format!("https://pds.example/blob/{cid}"));
    assert!(
        post.html
            .contains("class=\"u-url mention\">@<span>carol.moot.example"),
        "{}",
        post.html
    );
    assert!(
        post.html
            .contains(&post_page(&strong_ref("q").uri).unwrap()),
        "{}",
        post.html
    );
    assert_eq!(post.url, post_page(&strong_ref("dan").uri));
}

#[test]
fn videos_galleries_and_cards_are_read() {
    let cid = Cid::of_blob(b"x").to_string();
    let blob =
        |kind: &str| json!({"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": 7});
    let with = |embed: serde_json::Value| {
        let record = json!({"$type": "app.bsky.feed.post", "text": "", "embed": embed});
        read(&record_from_json(&record).unwrap()).unwrap()
    };
    let captions =
        json!([{"lang": "en", "file": blob("text/vtt")}, {"lang": "?", "file": blob("text/vtt")}]);
    let post = with(
        json!({"$type": "app.bsky.embed.video", "video": blob("video/mp4"), "captions": captions}),
    );
    assert_eq!(
        (post.media[0].kind, post.media[0].captions.len()),
        (MediaKind::Video, 1)
    );
    let item = json!({"$type": "app.bsky.embed.gallery#image", "image": blob("image/png"), "alt": "", "aspectRatio": {"width": 1, "height": -1}});
    let post = with(json!({"$type": "app.bsky.embed.gallery", "items": vec![item; 50]}));
    assert_eq!((post.media.len(), post.media[0].width), (20, None));
    let card = json!({"uri": "https://a.example/", "title": "<A>", "description": ""});
    let post = with(json!({"$type": "app.bsky.embed.external", "external": card}));
    assert!(
        post.html
            .starts_with("<p>&lt;A&gt;<br><a href=\"https://a.example/\""),
        "{}",
        post.html
    );
    let card = json!({"uri": "javascript:alert(1)", "title": "A", "description": ""});
    assert_eq!(
        with(json!({"$type": "app.bsky.embed.external", "external": card})).html,
        ""
    );
}

#[test]
fn a_text_of_ours_is_read_as_it_was() {
    let typed =
        "One\ntwo https://a.example/x/y/z/with/more/than/thirty/characters\n\nthree & <four>";
    let html = model::text::to_html(typed, &Everybody);
    let record = written(&post(&html), &Known::default());
    assert_eq!(text_html(&Rich::read(&record), |_| None), html);
}

/// Words that mean something in a record.
const WORDS: &[&str] = &[
    "app.bsky.feed.post",
    "app.bsky.embed.images",
    "app.bsky.embed.gallery",
    "app.bsky.embed.video",
    "app.bsky.embed.external",
    "app.bsky.embed.record",
    "app.bsky.embed.recordWithMedia",
    "app.bsky.richtext.facet#mention",
    "app.bsky.richtext.facet#link",
    "app.bsky.richtext.facet#tag",
    "blob",
    "image/png",
    "https://a.example/",
    "did:plc:carol",
    "2026-01-01T00:00:00Z",
    "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq",
];
/// Names of fields that mean something in a record.
const FIELDS: &[&str] = &[
    "$type",
    "text",
    "facets",
    "index",
    "byteStart",
    "byteEnd",
    "features",
    "did",
    "uri",
    "tag",
    "embed",
    "images",
    "items",
    "image",
    "video",
    "captions",
    "external",
    "record",
    "media",
    "alt",
    "aspectRatio",
    "width",
    "height",
    "ref",
    "mimeType",
    "size",
    "cid",
    "langs",
    "tags",
    "labels",
    "values",
    "val",
    "reply",
    "root",
    "parent",
    "createdAt",
    "displayName",
    "description",
    "avatar",
    "website",
    "allow",
    "subject",
];

fn hostile() -> impl Strategy<Value = Ipld> {
    let word = proptest::sample::select(WORDS);
    let leaf = prop_oneof![
        word.prop_map(|word| Ipld::String(word.to_owned())),
        "\\PC{0,30}".prop_map(Ipld::String),
        any::<i128>().prop_map(Ipld::Integer),
        (-3..40_i128).prop_map(Ipld::Integer),
        Just(Ipld::Null),
        Just(Ipld::Link(Cid::of_blob(b"x").into())),
    ];
    leaf.prop_recursive(5, 80, 8, |inner| {
        let field = proptest::sample::select(FIELDS).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Ipld::List),
            proptest::collection::btree_map(field, inner, 0..8).prop_map(Ipld::Map),
        ]
    })
}

fn as_post(data: Ipld) -> Ipld {
    let mut fields = match data {
        Ipld::Map(fields) => fields,
        other => BTreeMap::from([("embed".to_owned(), other)]),
    };
    fields.insert(
        "$type".to_owned(),
        Ipld::String("app.bsky.feed.post".to_owned()),
    );
    Ipld::Map(fields)
}

proptest! {
    #[test]
    fn a_record_of_anything_is_a_post_or_nothing(data in hostile()) {
        prop_assert!(read(&as_post(data.clone())).is_some());
        prop_assert!(draft_of(&as_post(data.clone()), |_| None).is_some());
        let _ = deed::read(&data);
        let policy = gate::policy(Some(&data), Some(&data));
        prop_assert_eq!(policy.boost, Permission::Anyone);
        let (did, pds) = (did("x"), model::Domain::parse("pds.example").unwrap());
        let whose = Whose { did: &did, handle: None, pds: &pds };
        let account = remote_account(whose, Some(&data), ToString::to_string);
        prop_assert_eq!(account.uri, "did:plc:x");
    }

    #[test]
    fn facets_of_anything_leave_the_text_and_nothing_unsafe(
        text in "(?s)[a-zé<>&\"'👩‍👦\n]{0,60}",
        places in proptest::collection::vec((-2..80_i64, -2..80_i64, 0..4_usize), 0..12),
    ) {
        let features = [
            json!({"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/\"><script>"}),
            json!({"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:x"}),
            json!({"$type": "app.bsky.richtext.facet#tag", "tag": "\"><script>"}),
            json!({"$type": "app.bsky.richtext.facet#link", "uri": "javascript:x"}),
        ];
        let facets: Vec<_> = places.iter().map(|(start, end, which)| json!({
            "index": {"byteStart": start, "byteEnd": end},
            "features": [features[*which]],
        })).collect();
        let record = record_from_json(&json!({"text": text, "facets": facets})).unwrap();
        let rich = Rich::read(&record);
        let mut end = 0;
        for facet in &rich.facets {
            prop_assert!(end <= facet.range.start && text.get(facet.range.clone()).is_some());
            end = facet.range.end;
        }
        let html = text_html(&rich, |_| None);
        prop_assert!(!html.contains("<script") && !html.contains("javascript"));
    }

    #[test]
    fn a_text_without_facets_is_shown_as_our_own_are(text in "(?s)[a-zé<>&\"' \n]{0,80}") {
        let rich = Rich { text: text.clone(), facets: Vec::new() };
        prop_assert_eq!(text_html(&rich, |_| None), model::text::to_html(&text, &Everybody));
    }
}
