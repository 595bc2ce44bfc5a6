//! Views, as entities: whole, as snapshots, and held to the description of Mastodon's API.

use model::{
    AccountId, AccountKind, Audience, Emoji, Field, InteractionPolicy, Media, MediaKind, PostId,
    PostKind, Time,
};
use serde_json::{Value, json};
use social::caller::Role;
use social::community::{Community, Registration, Stats};
use social::member::{MemberSettings, MemberView};
use social::notification::{GroupView, OnPage};
use social::view::{MentionView, Mine};
use social::{AccountView, NotificationKind, NotificationView, PostView, RelationView, Viewer};

use super::world::World;
use crate::app::{App, Options};
use crate::entity::{
    Account, CredentialAccount, Expand, GroupedNotifications, Instance, Lens, MutedAccount,
    Notification, Relationship, Status, Tag, V1Instance,
};
use compat::Reference;

const NOON: Time = Time::from_seconds(1_700_000_000);

fn local() -> AccountView {
    AccountView {
        id: AccountId::from(11),
        username: "alice".to_owned(),
        domain: None,
        kind: AccountKind::Person,
        display_name: "Alice :cat:".to_owned(),
        note_html: "<p>Hi</p>".to_owned(),
        note_source: "Hi".to_owned(),
        fields: vec![Field {
            name: "Site".to_owned(),
            value: "<a href=\"https://a.example\">a.example</a>".to_owned(),
        }],
        fields_source: vec![Field {
            name: "Site".to_owned(),
            value: "https://a.example".to_owned(),
        }],
        emojis: vec![Emoji {
            shortcode: "cat".to_owned(),
            url: "https://moot.example/cat.png".to_owned(),
            still_url: None,
        }],
        avatar_url: "https://moot.example/avatars/11.png".to_owned(),
        still_avatar_url: "https://moot.example/avatars/11.png".to_owned(),
        header_url: "https://moot.example/headers/default.png".to_owned(),
        is_locked: true,
        is_discoverable: true,
        is_indexable: false,
        is_suspended: false,
        is_away: false,
        is_silenced: false,
        is_sensitized: false,
        followers_count: 3,
        following_count: 2,
        posts_count: 1,
        last_post_at: Some(NOON),
        created_at: NOON,
        uri: "https://moot.example/ap/actors/11".to_owned(),
        page_url: "https://moot.example/@alice".to_owned(),
        moved_to: None,
        also: None,
        showing: model::Showing::default(),
    }
}

fn remote() -> AccountView {
    AccountView {
        id: AccountId::from(12),
        username: "bob".to_owned(),
        domain: Some("far.example".to_owned()),
        kind: AccountKind::Bot,
        display_name: "bob".to_owned(),
        emojis: Vec::new(),
        last_post_at: None,
        is_suspended: true,
        is_away: false,
        uri: "https://far.example/users/bob".to_owned(),
        page_url: "https://far.example/@bob".to_owned(),
        ..local()
    }
}

fn picture() -> Media {
    Media {
        kind: MediaKind::Image,
        url: "https://far.example/a.webp".to_owned(),
        media_type: Some("image/webp".to_owned()),
        alt: Some("A cat".to_owned()),
        width: Some(640),
        height: Some(480),
        blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned()),
        ..Media::default()
    }
}

fn post() -> PostView {
    PostView {
        id: PostId::from(21),
        account: local(),
        uri: "https://moot.example/ap/posts/21".to_owned(),
        page_url: "https://moot.example/@alice/21".to_owned(),
        is_local: true,
        kind: PostKind::Note,
        audience: Audience::Quiet,
        policy: InteractionPolicy::default(),
        title: None,
        warning: "Pets".to_owned(),
        is_sensitive: true,
        html: "<p>Hi @bob #katzen&amp;</p>".to_owned(),
        source: "Hi @bob #katzen&".to_owned(),
        language: Some("de".to_owned()),
        tags: vec!["kätzchen".to_owned()],
        media: vec![
            picture(),
            Media {
                kind: MediaKind::Unknown,
                width: None,
                alt: None,
                blurhash: None,
                ..picture()
            },
        ],
        emojis: Vec::new(),
        card: None,
        mentions: vec![MentionView {
            id: AccountId::from(12),
            username: "bob".to_owned(),
            acct: "bob@far.example".to_owned(),
            page_url: "https://far.example/@bob".to_owned(),
            uri: "https://far.example/users/bob".to_owned(),
        }],
        boost_of: None,
        reply_to: Some(PostId::from(20)),
        reply_to_account: Some(AccountId::from(12)),
        app: Some(("Elk".to_owned(), None)),
        replies_count: 1,
        boosts_count: 2,
        likes_count: 3,
        quotes_count: 0,
        reactions: Vec::new(),
        content_type: model::ContentType::Plain,
        quote: None,
        poll: None,
        created_at: NOON,
        filtered: Vec::new(),
        edited_at: Some(Time::from_micros(1_700_000_060_123_456)),
        mine: Mine {
            wrote: true,
            liked: true,
            pinned: true,
            ..Mine::default()
        },
    }
}

fn boost() -> PostView {
    PostView {
        id: PostId::from(22),
        account: remote(),
        html: String::new(),
        warning: String::new(),
        audience: Audience::Public,
        boost_of: Some(Box::new(post())),
        mine: Mine::default(),
        ..PostView {
            media: Vec::new(),
            mentions: Vec::new(),
            tags: Vec::new(),
            app: None,
            ..post()
        }
    }
}

fn notification(id: i64, kind: NotificationKind, account: AccountView) -> NotificationView {
    let post = (kind != NotificationKind::Follow).then(post);
    NotificationView {
        about: None,
        id: id.into(),
        kind,
        created_at: NOON,
        account,
        post,
        group_key: format!("ungrouped-{id}"),
        is_filtered: false,
    }
}

fn group(key: &str, kind: NotificationKind, people: Vec<AccountView>) -> GroupView {
    GroupView {
        about: None,
        key: key.to_owned(),
        kind,
        total: 2,
        newest: 33.into(),
        on_page: Some(OnPage {
            max: 33.into(),
            min: 31.into(),
            at: NOON,
        }),
        people,
        post: (kind != NotificationKind::Follow).then(post),
    }
}

fn community() -> Community {
    Community {
        name: "Moot".to_owned(),
        description: "A place".to_owned(),
        description_html: "<p>A place</p>".to_owned(),
        rules: vec!["Be kind".to_owned()],
        contact_email: String::new(),
        registration: Registration::Approval,
        hue: 3,
        contact_account: Some(AccountId::from(11)),
        languages: vec!["en".to_owned()],
        link_previews: true,
        reviews_trends: true,
        privacy: None,
        terms: Vec::new(),
        is_set_up: true,
        is_allow_list: false,
    }
}

fn json_of(entity: impl serde::Serialize) -> Value {
    serde_json::to_value(entity).unwrap()
}

/// Everything there is to show, with the name the description has for it.
fn all(app: &App) -> Vec<(&'static str, &'static str, Value)> {
    let (mine, anyone) = (
        app.lens(Viewer::Member(AccountId::from(11))),
        app.lens(Viewer::Anyone),
    );
    let stats = Stats {
        members: 1,
        posts: 2,
        peers: 3,
        active_month: 1,
        active_half_year: 1,
    };
    let member = MemberView {
        account: local(),
        email: "alice@mail.example".to_owned(),
        role: Role::Admin,
        created_at: NOON,
        settings: MemberSettings::default(),
        follow_requests_count: 4,
    };
    let cats = social::tag::TagView {
        name: "cats".to_owned(),
        mine: Some(social::tag::MyTag::default()),
    };
    let relation = RelationView {
        id: AccountId::from(12),
        following: true,
        muting_until: Some(NOON),
        ..RelationView::default()
    };
    let page = vec![
        group("like-21-3", NotificationKind::Like, vec![remote(), local()]),
        group("follow-3", NotificationKind::Follow, vec![remote()]),
    ];
    vec![
        ("account", "Account", json_of(Account::from(local()))),
        (
            "account_remote",
            "Account",
            json_of(Account::from(remote())),
        ),
        (
            "account_muted",
            "MutedAccount",
            json_of(MutedAccount::new(remote(), Some(NOON))),
        ),
        (
            "account_mine",
            "CredentialAccount",
            json_of(CredentialAccount::from(member)),
        ),
        ("status_mine", "Status", json_of(Status::new(post(), &mine))),
        (
            "status_anyone",
            "Status",
            json_of(Status::new(post(), &anyone)),
        ),
        (
            "status_boost",
            "Status",
            json_of(Status::new(boost(), &mine)),
        ),
        (
            "status_deleted",
            "Status",
            json_of(Status::with_source(post(), &mine)),
        ),
        (
            "relationship",
            "Relationship",
            json_of(Relationship::from(relation)),
        ),
        ("tag", "Tag", json_of(Tag::new(cats, &mine))),
        (
            "notification",
            "Notification",
            json_of(Notification::new(
                notification(31, NotificationKind::Mention, remote()),
                &mine,
            )),
        ),
        (
            "notification_groups",
            "GroupedNotificationsResults",
            json_of(GroupedNotifications::new(page, Expand::Full, &mine)),
        ),
        (
            "instance",
            "Instance",
            json_of(Instance::new(app, community(), &stats, Some(local()))),
        ),
        (
            "instance_v1",
            "V1Instance",
            json_of(V1Instance::new(app, community(), &stats, None)),
        ),
    ]
}

async fn app() -> App {
    App::new(World::new().await.social, Options::default())
}

#[tokio::test]
async fn entities_are_whole() {
    for (name, _, entity) in all(&app().await) {
        insta::assert_json_snapshot!(name, entity);
    }
}

#[tokio::test]
async fn entities_are_as_documented() {
    let Some(reference) = Reference::get() else {
        return;
    };
    for (name, documented, entity) in all(&app().await) {
        let wrong = reference.check(documented, &entity);
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[tokio::test]
async fn every_audience_has_a_word_that_apps_know() {
    let app = app().await;
    let lens: Lens<'_> = app.lens(Viewer::Anyone);
    let words = [
        Audience::Public,
        Audience::Quiet,
        Audience::Followers,
        Audience::Circle,
        Audience::Mentioned,
        Audience::Local,
    ]
    .map(|audience| {
        json_of(Status::new(PostView { audience, ..post() }, &lens))["visibility"].clone()
    });
    assert_eq!(
        json!(words),
        json!([
            "public", "unlisted", "private", "private", "direct", "private"
        ])
    );
}

#[tokio::test]
async fn a_title_stands_above_the_text_and_cannot_be_markup() {
    let app = app().await;
    let view = PostView {
        title: Some("<b>A & B".to_owned()),
        html: "<p>text</p>".to_owned(),
        ..post()
    };
    let status = json_of(Status::new(view, &app.lens(Viewer::Anyone)));
    assert_eq!(
        status["content"],
        "<p><strong>&lt;b&gt;A &amp; B</strong></p><p>text</p>"
    );
}
