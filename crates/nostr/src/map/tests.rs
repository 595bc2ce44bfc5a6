//! Both ways, and there and back.

use std::collections::{BTreeMap, HashMap};

use model::{AccountId, Domain, Media, MediaKind, PostKind, Time};
use nostr_proto::{Event, Keys, Kind, PublicKey, Unsigned, names};
use social::inbound::{Arrival, RemotePost};
use social::view::MentionView;

use super::draft::{Found, draft_of};
use super::html::{Person, Place};
use super::media::{Bytes, Shown, attached, imeta, without_files};
use super::reference::{Answered, Named, Reference, subject};
use super::remote::{Look, remote_post};
use super::text::{Mentioned, spoken};
use super::{Tag, tag};

fn keys(n: u8) -> Keys {
    Keys::from_secret(&[n; 32]).unwrap()
}

fn event(kind: Kind, tags: Vec<Tag>, content: &str) -> Event {
    let unsigned = Unsigned {
        created_at: 1_700_000_000,
        kind,
        tags,
        content: content.to_owned(),
    };
    unsigned.sign(&keys(1))
}

fn people() -> HashMap<PublicKey, Person> {
    let bob = Person {
        account: AccountId::from(7),
        page_url: "https://moot.example/@bob".to_owned(),
        name: "bob".to_owned(),
        acct: "bob@moot.example".to_owned(),
    };
    HashMap::from([(keys(2).public(), bob)])
}

fn translated(event: &Event) -> RemotePost {
    let base = "https://moot.example/".parse().unwrap();
    let look = Look {
        author: AccountId::from(5),
        place: Place {
            base: &base,
            people: &people(),
        },
        reply_to: None,
        quote: None,
        how: Arrival::Pushed,
        now: Time::from_seconds(1_800_000_000),
    };
    remote_post(event, &look).unwrap()
}

#[test]
fn a_note_of_others_is_read() {
    let npub = names::npub(keys(2).public());
    let tags = vec![
        tag(["t", "Moot"]),
        tag(["content-warning", "cats"]),
        tag([
            "imeta",
            "url https://f.example/a",
            "m image/png",
            "dim 4x3",
            "alt A cat",
        ]),
        tag(["emoji", "blob", "https://f.example/blob.png"]),
        tag(["l", "en", "ISO-639-1"]),
    ];
    let content =
        format!("Hi nostr:{npub}, <b>&\nhttps://f.example/a\n#Tagged https://f.example/b.jpg");
    let post = translated(&event(Kind::NOTE, tags, &content));
    assert_eq!(
        post.html,
        "<p>Hi <span class=\"h-card\" translate=\"no\"><a href=\"https://moot.example/@bob\" class=\"u-url mention\">@<span>bob</span></a></span>, &lt;b&gt;&amp;<br><a href=\"https://moot.example/tags/tagged\" class=\"mention hashtag\" rel=\"tag\">#<span>Tagged</span></a></p>"
    );
    assert_eq!(post.named, [(AccountId::from(7), true)]);
    assert_eq!((post.warning.as_str(), post.is_sensitive), ("cats", true));
    assert_eq!(post.tags, ["tagged", "moot"]);
    assert_eq!(post.language.as_deref(), Some("en"));
    let [first, second] = post.media.as_slice() else {
        panic!("{:?}", post.media);
    };
    assert_eq!(
        (first.alt.as_deref(), first.width),
        (Some("A cat"), Some(4))
    );
    assert_eq!(second.kind, MediaKind::Image);
    assert_eq!(post.emojis.len(), 1);
}

#[test]
fn an_article_of_others_has_a_title_and_markdown() {
    let tags = vec![
        tag(["d", "hello"]),
        tag(["title", "Hello"]),
        tag(["published_at", "1600000000"]),
    ];
    let npub = names::npub(keys(2).public());
    let content = format!("Some *text* by nostr:{npub} <script>x</script>");
    let post = translated(&event(Kind::ARTICLE, tags, &content));
    assert_eq!(post.kind, PostKind::Article);
    assert_eq!(post.title.as_deref(), Some("Hello"));
    assert!(post.html.contains("<em>text</em>"), "{}", post.html);
    assert!(
        post.html.contains("https://moot.example/@bob"),
        "{}",
        post.html
    );
    assert!(!post.html.contains("<script"), "{}", post.html);
    assert_eq!(post.created_at.seconds(), 1_600_000_000);
    assert!(post.uri.starts_with("nostr:naddr1"), "{}", post.uri);
}

#[test]
fn answers_are_found_by_word_and_by_place() {
    let (root, parent) = ([1_u8; 32], [2_u8; 32]);
    let hex = |id: [u8; 32]| nostr_proto::EventId(id).to_string();
    let answered = |tags: Vec<Tag>| {
        let answered = Answered::of(&event(Kind::NOTE, tags, ""));
        answered.map(|answered| answered.parent)
    };
    let e = |id, word: &str| tag(["e", &hex(id), "", word]);
    let id = |id| Some(Named::Id(nostr_proto::EventId(id)));
    assert_eq!(
        answered(vec![e(root, "root"), e(parent, "reply")]),
        id(parent)
    );
    assert_eq!(answered(vec![e(root, "root")]), id(root));
    assert_eq!(answered(vec![e(root, "mention")]), None);
    let plain = |id| tag(["e", &hex(id)]);
    assert_eq!(answered(vec![plain(root), plain(parent)]), id(parent));
    assert_eq!(answered(vec![plain(root)]), id(root));
    assert_eq!(answered(vec![tag(["e", "rubbish"]), tag(["e"])]), None);
}

#[test]
fn an_answer_names_the_whole_thread() {
    let first = event(Kind::NOTE, Vec::new(), "first");
    let (kind, tags) = Reference::of(&first).answer();
    let second = event(kind, tags, "second");
    let (kind, tags) = Reference::of(&second).answer();
    let third = event(kind, tags, "third");
    assert_eq!(kind, Kind::NOTE);
    let answered = Answered::of(&third).unwrap();
    assert_eq!(answered.parent, Named::Id(second.id));
    assert_eq!(answered.root, Some((first.id, Some(first.pubkey))));
    let article = event(Kind::ARTICLE, vec![tag(["d", "x"])], "text");
    let (kind, tags) = Reference::of(&article).answer();
    let comment = event(kind, tags, "well");
    assert_eq!(kind, Kind::COMMENT);
    let (kind, tags) = Reference::of(&comment).answer();
    let below = event(kind, tags, "indeed");
    assert_eq!(Answered::of(&below).unwrap().parent, Named::Id(comment.id));
    assert_eq!(
        below.value("A"),
        article.address().map(|_| comment.value("a").unwrap())
    );
    assert_eq!(below.value("K"), Some("30023"));
    assert_eq!(subject(&below), Some(Named::Id(comment.id)));
}

#[test]
fn people_are_named_as_they_are_everywhere() {
    let view = |id: i64, acct: &str| MentionView {
        id: AccountId::from(id),
        username: acct.split('@').next().unwrap().to_owned(),
        acct: acct.to_owned(),
        page_url: String::new(),
        uri: String::new(),
    };
    let views = [view(1, "bob"), view(2, "zoe@far.example"), view(3, "ann")];
    let key = keys(2).public();
    let people = BTreeMap::from([(AccountId::from(1), key), (AccountId::from(2), key)]);
    let domain = Domain::parse("moot.example").unwrap();
    let mentioned = Mentioned {
        views: &views,
        people: &people,
        domain: &domain,
    };
    let npub = names::uri_of_key(key);
    assert_eq!(
        spoken(
            "@bob @Bob@moot.example @zoe@far.example @ann @no #x https://a.example/@bob",
            mentioned
        ),
        format!("{npub} {npub} {npub} @ann@moot.example @no #x https://a.example/@bob")
    );
}

#[test]
fn files_come_back_as_they_went() {
    let media = Media {
        kind: MediaKind::Image,
        url: "https://moot.example/media/x.webp".to_owned(),
        media_type: Some("image/webp".to_owned()),
        alt: Some("A moot".to_owned()),
        width: Some(10),
        height: Some(20),
        blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned()),
        ..Media::default()
    };
    let bytes = Bytes {
        sha256: "ab".repeat(32),
        size: 99,
    };
    let shown = Shown {
        media: media.clone(),
        bytes: Some(bytes),
    };
    let event = event(
        Kind::NOTE,
        vec![imeta(&shown)],
        &format!("Look\n{}", media.url),
    );
    let [file] = attached(&event).try_into().unwrap();
    assert_eq!(
        without_files(&event.content, std::slice::from_ref(&file)),
        "Look"
    );
    assert_eq!(file.sha256, Some("ab".repeat(32)));
    assert_eq!(file.media, media);
}

#[test]
fn what_a_member_writes_in_an_app_is_a_draft() {
    let npub = names::npub(keys(2).public());
    let written = event(Kind::NOTE, Vec::new(), &format!("Hi nostr:{npub}!"));
    let found = Found {
        people: &people(),
        reply_to: None,
        quote: None,
        files: &[],
        now: 1_700_000_000,
    };
    assert_eq!(draft_of(&written, &found).text, "Hi @bob@moot.example!");
    let tags = vec![
        tag(["option", "a", "Yes"]),
        tag(["option", "b", "No"]),
        tag(["polltype", "multiplechoice"]),
        tag(["endsAt", "1700003600"]),
    ];
    let poll = draft_of(&event(Kind::POLL, tags, "Well?"), &found)
        .poll
        .unwrap();
    assert_eq!(
        (poll.options.len(), poll.seconds, poll.is_multiple),
        (2, 3_600, true)
    );
}

proptest::proptest! {
    #[test]
    fn nothing_that_others_write_panics(content in ".{0,300}", tags in proptest::collection::vec(proptest::collection::vec("(e|a|p|q|imeta|url https://a.b/c|[a-z]{0,5}|.{0,20})", 1..5), 0..12), kind in proptest::sample::select(vec![1_u16, 1111, 30023, 1068, 20, 7, 5])) {
        let event = event(Kind(kind), tags, &content);
        let _ = (Answered::of(&event), subject(&event), super::deed::deleted(&event), super::deed::felt(&event), super::profile::written(&event));
        let base = "https://moot.example/".parse().unwrap();
        let look = Look {
            author: AccountId::from(5),
            place: Place { base: &base, people: &people() },
            reply_to: None,
            quote: None,
            how: Arrival::Pushed,
            now: Time::from_seconds(1_800_000_000),
        };
        let _ = remote_post(&event, &look);
    }
}
