//! Views whose every text tries to break out of the page.

use model::post::Preview;
use model::{
    AccountId, AccountKind, Audience, Emoji, Field, Id, InteractionPolicy, Media, MediaKind,
    PostId, PostKind, Time,
};
use social::caller::Role;
use social::card::CardFacts;
use social::community::{Community, Registration, Stats};
use social::member::MemberSettings;
use social::oauth::AppView;
use social::view::{MentionView, Mine, PollOptionView, PollView, QuoteState, QuoteView};
use social::{AccountView, Card, NotificationKind, NotificationView, PostView, Slice};

use crate::partials::{Frame, Me};

/// Breaks out of text, of an attribute and of a title.
pub(crate) const EVIL: &str =
    "\"'></title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}:e:";
/// Runs when it is followed.
pub(super) const SCRIPT_URL: &str = "javascript:alert(1)//";

pub(super) fn evil() -> String {
    EVIL.to_owned()
}

fn emojis() -> Vec<Emoji> {
    vec![
        Emoji {
            shortcode: "e".into(),
            url: evil(),
            still_url: None,
        },
        Emoji {
            shortcode: evil(),
            url: evil(),
            still_url: Some(evil()),
        },
    ]
}

pub(super) fn account() -> AccountView {
    AccountView {
        id: AccountId::from(7),
        username: evil(),
        domain: Some(evil()),
        kind: AccountKind::Person,
        display_name: evil(),
        note_html: model::sanitize::html(EVIL),
        note_source: evil(),
        fields: vec![Field {
            name: evil(),
            value: model::sanitize::html(EVIL),
        }],
        fields_source: vec![Field {
            name: evil(),
            value: evil(),
        }],
        emojis: emojis(),
        avatar_url: evil(),
        still_avatar_url: evil(),
        header_url: evil(),
        is_locked: true,
        is_discoverable: true,
        is_indexable: true,
        is_suspended: false,
        is_away: false,
        is_silenced: false,
        is_sensitized: false,
        followers_count: 1,
        following_count: 2,
        posts_count: 3,
        last_post_at: None,
        created_at: Time::from_seconds(0),
        uri: SCRIPT_URL.into(),
        page_url: SCRIPT_URL.into(),
        moved_to: None,
        also: None,
        showing: model::Showing::default(),
    }
}

/// A file of each kind, with an address that may be followed and one that runs.
fn files() -> Vec<Media> {
    let kinds = [
        MediaKind::Image,
        MediaKind::Video,
        MediaKind::Audio,
        MediaKind::Unknown,
    ];
    let addresses = [SCRIPT_URL.to_owned(), format!("https://far.example/{EVIL}")];
    let file = |kind, url: &String| Media {
        kind,
        url: url.clone(),
        media_type: Some(evil()),
        alt: Some(evil()),
        blurhash: Some(evil()),
        preview: Some(Preview {
            url: url.clone(),
            width: 1,
            height: 1,
        }),
        ..Media::default()
    };
    kinds
        .into_iter()
        .flat_map(|kind| addresses.iter().map(move |url| file(kind, url)))
        .collect()
}

/// A post that quotes another one.
pub(super) fn quoting() -> PostView {
    PostView {
        quote: Some(QuoteView {
            state: QuoteState::Accepted,
            post_id: Some(PostId::from(10)),
            post: Some(Box::new(post())),
        }),
        ..post()
    }
}

pub(crate) fn post() -> PostView {
    PostView {
        id: PostId::from(9),
        account: account(),
        uri: SCRIPT_URL.into(),
        page_url: SCRIPT_URL.into(),
        is_local: false,
        kind: PostKind::Note,
        audience: Audience::Public,
        policy: InteractionPolicy::default(),
        title: Some(evil()),
        warning: evil(),
        is_sensitive: true,
        html: model::sanitize::html(&format!("<a href=\"{SCRIPT_URL}\">x</a>{EVIL}")),
        source: evil(),
        language: Some(evil()),
        tags: vec![evil()],
        media: files(),
        emojis: emojis(),
        card: Some(Card {
            id: Id::from(3),
            url: format!("https://far.example/{EVIL}"),
            shown: CardFacts {
                title: evil(),
                description: evil(),
                author: evil(),
                site: evil(),
                image: Some(format!("https://far.example/{EVIL}")),
                image_alt: evil(),
                ..CardFacts::default()
            },
        }),
        mentions: vec![MentionView {
            id: AccountId::from(7),
            username: evil(),
            acct: evil(),
            page_url: evil(),
            uri: evil(),
        }],
        boost_of: None,
        reply_to: Some(PostId::from(1)),
        reply_to_account: Some(AccountId::from(7)),
        app: Some((evil(), Some(SCRIPT_URL.into()))),
        replies_count: 1,
        boosts_count: 1,
        likes_count: 1,
        quotes_count: 0,
        reactions: Vec::new(),
        content_type: model::ContentType::Plain,
        quote: None,
        poll: Some(PollView {
            options: vec![PollOptionView {
                title: evil(),
                votes: Some(1),
            }],
            is_multiple: true,
            hides_totals: true,
            expires_at: Some(Time::from_seconds(0)),
            is_over: false,
            votes_count: 1,
            voters_count: 1,
            mine: None,
            counted_at: None,
        }),
        created_at: Time::from_seconds(0),
        filtered: Vec::new(),
        edited_at: Some(Time::from_seconds(1)),
        mine: Mine::default(),
    }
}

pub(super) fn notification(kind: NotificationKind) -> NotificationView {
    NotificationView {
        about: None,
        id: Id::from(1),
        kind,
        created_at: Time::from_seconds(0),
        account: account(),
        post: Some(post()),
        group_key: "ungrouped-1".to_owned(),
        is_filtered: false,
    }
}

pub(super) fn community() -> Community {
    Community {
        name: evil(),
        description: evil(),
        description_html: model::sanitize::html(EVIL),
        rules: vec![evil()],
        contact_email: evil(),
        registration: Registration::Approval,
        hue: 10,
        contact_account: None,
        languages: vec![evil()],
        link_previews: true,
        reviews_trends: true,
        privacy: None,
        terms: Vec::new(),
        is_set_up: true,
        is_allow_list: false,
    }
}

pub(super) const STATS: Stats = Stats {
    members: 1,
    posts: 1,
    peers: 1,
    active_month: 1,
    active_half_year: 1,
};

pub(super) fn frame() -> Frame {
    let settings = MemberSettings {
        theme: Some(evil()),
        default_language: Some(evil()),
        ..MemberSettings::default()
    };
    Frame {
        community: evil(),
        about: evil(),
        hue: 10,
        me: Some(Me {
            account: account(),
            role: Role::Admin,
            unread: 1,
            requests: 1,
            settings,
        }),
        csrf: evil(),
        path: format!("/{EVIL}"),
        now: Time::from_seconds(100),
        may_join: true,
        is_development: true,
        post_chars: 500,
        dir: "ltr",
    }
}

pub(super) fn app() -> AppView {
    AppView {
        id: Id::from(1),
        client_id: evil(),
        client_secret: None,
        name: evil(),
        website: Some(SCRIPT_URL.into()),
        redirect_uris: vec![evil()],
        scopes: evil(),
    }
}

pub(super) fn slice<T>(items: Vec<T>) -> Slice<T> {
    Slice {
        items,
        newest: Some(Id::from(2)),
        oldest: Some(Id::from(1)),
    }
}
