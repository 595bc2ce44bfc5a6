//! What holds for every post, profile and deed, however odd; with people and posts to try it on.

mod always;
mod inward;
mod outward;

use at_proto::cid::Cid;
use at_proto::data::{BlobRef, Ipld};
use at_proto::lexicon::known;
use at_proto::syntax::{AtUri, Did, Handle, Nsid};
use model::{
    AccountId, AccountKind, Acct, Audience, ContentType, Id, InteractionPolicy, PostId, PostKind,
    PublicPost, Showing, Time,
};
use social::view::{MentionView, Mine};
use social::{AccountView, PostView};

use super::post::{Known, post_record};
use super::{Person, StrongRef, value};

const NOW: Time = Time::from_seconds(1_790_000_000);

fn account() -> AccountView {
    AccountView {
        id: AccountId::from(1),
        username: "alice".to_owned(),
        domain: None,
        kind: AccountKind::Person,
        display_name: "Alice".to_owned(),
        note_html: String::new(),
        note_source: String::new(),
        fields: Vec::new(),
        fields_source: Vec::new(),
        emojis: Vec::new(),
        avatar_url: String::new(),
        still_avatar_url: String::new(),
        header_url: String::new(),
        is_locked: false,
        is_discoverable: true,
        is_indexable: true,
        is_suspended: false,
        is_away: false,
        is_silenced: false,
        is_sensitized: false,
        followers_count: 0,
        following_count: 0,
        posts_count: 0,
        last_post_at: None,
        created_at: NOW,
        uri: "https://moot.example/ap/1".to_owned(),
        page_url: "https://moot.example/@alice".to_owned(),
        moved_to: None,
        also: None,
        showing: Showing::default(),
    }
}

fn post(html: &str) -> PostView {
    PostView {
        id: PostId::from(7),
        account: account(),
        uri: "https://moot.example/ap/posts/7".to_owned(),
        page_url: "https://moot.example/@alice/7".to_owned(),
        is_local: true,
        kind: PostKind::Note,
        audience: Audience::Public,
        policy: InteractionPolicy::default(),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: html.to_owned(),
        source: String::new(),
        content_type: ContentType::Plain,
        language: Some("en".to_owned()),
        tags: Vec::new(),
        media: Vec::new(),
        card: None,
        emojis: Vec::new(),
        mentions: vec![
            mention(2, "bob", "bob@far.example"),
            mention(3, "carol", "carol"),
        ],
        boost_of: None,
        quote: None,
        poll: None,
        reply_to: None,
        reply_to_account: None,
        app: None,
        replies_count: 0,
        boosts_count: 0,
        likes_count: 0,
        quotes_count: 0,
        reactions: Vec::new(),
        created_at: NOW,
        edited_at: None,
        mine: Mine::default(),
        filtered: Vec::new(),
    }
}

fn mention(id: i64, username: &str, acct: &str) -> MentionView {
    MentionView {
        id: AccountId::from(Id::from(id)),
        username: username.to_owned(),
        acct: acct.to_owned(),
        page_url: page(acct),
        uri: format!("https://far.example/ap/{id}"),
    }
}

fn page(acct: &str) -> String {
    format!("https://pages.example/@{acct}")
}

fn did(name: &str) -> Did {
    Did::parse(&format!("did:plc:{name}")).unwrap()
}

fn strong_ref(name: &str) -> StrongRef {
    StrongRef {
        uri: AtUri::parse(&format!(
            "at://did:plc:{name}/app.bsky.feed.post/3jzfcijpj2z2a"
        ))
        .unwrap(),
        cid: Cid::of_cbor(name.as_bytes()),
    }
}

fn blob(media_type: &str, size: u64) -> BlobRef {
    BlobRef {
        cid: Cid::of_blob(media_type.as_bytes()),
        media_type: media_type.to_owned(),
        size,
    }
}

/// Carol is in the network, Bob is not.
fn carol_is_known() -> Known {
    let carol = Person {
        did: did("carol"),
        handle: Handle::parse("carol.moot.example").ok(),
    };
    Known {
        people: [(AccountId::from(3), carol)].into(),
        ..Known::default()
    }
}

fn written(post: &PostView, known: &Known) -> Ipld {
    let public = PublicPost::new(post.clone(), post.audience).unwrap();
    let record = post_record(&public, known);
    check(&record);
    record
}

/// Holds a record to its lexicon, and to the one way of writing it.
#[track_caller]
fn check(record: &Ipld) {
    let collection = Nsid::parse(value::type_of(record)).unwrap();
    assert_eq!(known().check(&collection, record), Ok(true), "{record:?}");
    at_proto::data::encode(record).unwrap();
}

fn text_of(record: &Ipld) -> &str {
    value::text_of(record, "text").unwrap()
}

/// Everybody who is named has a page.
struct Everybody;

impl model::text::Links for Everybody {
    fn mention(&self, acct: &Acct) -> Option<(String, String)> {
        let known = ["bob@far.example", "carol"].contains(&&*acct.to_string());
        known.then(|| (page(&acct.to_string()), acct.username.clone()))
    }

    fn tag(&self, folded: &str) -> String {
        format!("https://moot.example/tags/{folded}")
    }
}
