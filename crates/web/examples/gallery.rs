//! Renders every page from made-up views into a folder, to be looked at:
//! `cargo run -p folkmoot-web --example gallery -- target/gallery && python3 -m http.server -d target/gallery`.

use std::error::Error;
use std::fs;
use std::path::Path;

use folkmoot_web::pages::{
    about, admin, consent, errors, feeds, home, landing, log_in, notifications, people, post,
    post_parts, profile, relays, search, settings, setup, sign_up,
};
use folkmoot_web::partials::composer::Start;
use folkmoot_web::partials::feed::Nothing;
use folkmoot_web::partials::form::Wrongs;
use folkmoot_web::partials::{Frame, Me};
use folkmoot_web::{assets, pictures};
use maud::Markup;
use model::{
    AccountId, AccountKind, Audience, Emoji, Field, Id, InteractionPolicy, Media, MediaKind,
    PostId, PostKind, Time,
};
use social::caller::Role;
use social::community::{Community, Registration, Stats};
use social::member::{InviteView, MemberSettings, PendingView, SessionView};
use social::oauth::{AppView, AuthorizedApp};
use social::post::{PostVersion, Thread};
use social::relay::{RelayState, RelayView};
use social::search::SearchResults;
use social::view::{MentionView, Mine};
use social::{AccountView, NotificationKind, NotificationView, PostView, RelationView, Slice};

const NOW: i64 = 1_795_284_000;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "gallery".to_owned());
    let out = Path::new(&out);
    for (name, page) in pages() {
        let html = page.into_string();
        write(out, &format!("{name}.html"), html.as_bytes())?;
        for path in html
            .split('"')
            .filter_map(|part| part.split('#').next()?.strip_prefix("/assets/"))
        {
            if let Some((_, text)) = assets::find(path) {
                write(out, &format!("assets/{path}"), text.as_bytes())?;
            }
        }
    }
    let script = fs::read_to_string(out.join("home.html"))?;
    for name in script
        .split('"')
        .filter_map(|part| part.strip_prefix("/assets/main-"))
    {
        let main = assets::find(&format!("main-{name}"))
            .map(|(_, text)| text)
            .unwrap_or_default();
        for file in main
            .split("from \"./")
            .skip(1)
            .filter_map(|tail| tail.split('"').next())
        {
            let text = assets::find(file).map(|(_, text)| text).unwrap_or_default();
            write(out, &format!("assets/{file}"), text.as_bytes())?;
        }
    }
    for id in 1..=12 {
        write(
            out,
            &format!("avatars/{id}.png"),
            &pictures::draw_avatar(AccountId::from(id)),
        )?;
    }
    write(out, "headers/default.png", &pictures::draw_header(152))
}

fn write(out: &Path, file: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = out.join(file);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

fn pages() -> Vec<(&'static str, Markup)> {
    let mut all = visitor_pages();
    all.extend(feed_pages());
    all.extend(people_pages());
    all.extend(settings_pages());
    all
}

fn visitor_pages() -> Vec<(&'static str, Markup)> {
    let frame = visitor();
    let community = community();
    let host = ada();
    let feed = feed();
    let front = landing::Landing {
        community: &community,
        stats: STATS,
        host: Some(&host),
        posts: &feed,
    };
    let wrongs = Wrongs::from_errors(&[
        social::Error::invalid("username", "taken", "is taken"),
        social::Error::invalid("password", "too_short", "must have at least 8 characters"),
    ]);
    let entered = sign_up::Entered {
        username: "ada".into(),
        email: "ada@example.org".into(),
        ..sign_up::Entered::default()
    };
    let app = app();
    let asked = consent::Asked {
        redirect_uri: "https://phanpy.example/cb".into(),
        scope: "read write follow push".into(),
        ..consent::Asked::default()
    };
    let profile = profile::Profile {
        account: &host,
        moved_to: None,
        between: None,
        pinned: &[],
        posts: &feed,
        tab: profile::Tab::Posts,
    };
    vec![
        ("landing", landing::view(&frame, &front)),
        (
            "signup",
            sign_up::view(&frame, &community, "meadow.example", &entered, &wrongs),
        ),
        ("waiting", sign_up::waiting(&frame)),
        (
            "login",
            log_in::view(
                &frame,
                "ada",
                "/home",
                &Wrongs::one("form", "That name and password do not fit."),
            ),
        ),
        (
            "setup",
            setup::view(
                &frame,
                "meadow.example",
                &setup::Entered::default(),
                &Wrongs::default(),
            ),
        ),
        ("consent", consent::view(&member(), &app, &asked)),
        (
            "code",
            consent::code_page(&member(), "Phanpy", "1f0cM2hS-bZpVnT3Yx"),
        ),
        ("visitor-profile", profile::view(&frame, &profile)),
        ("visitor-local", feeds::local(&frame, &feed, true)),
        (
            "about",
            about::view(&frame, &community, STATS, Some(&host), &[]),
        ),
        ("404", errors::page(&frame, http::StatusCode::NOT_FOUND, "")),
    ]
}

fn feed_pages() -> Vec<(&'static str, Markup)> {
    let frame = member();
    let feed = feed();
    let start = Start::default();
    let mut arabic = member();
    arabic.dir = "rtl";
    let fresh = {
        let mut fresh = member();
        if let Some(me) = fresh.me.as_mut() {
            me.account.posts_count = 0;
        }
        fresh
    };
    let bruno = bruno();
    let between = RelationView {
        id: bruno.id,
        following: false,
        followed_by: true,
        ..RelationView::default()
    };
    let profile = profile::Profile {
        account: &bruno,
        moved_to: None,
        between: Some(&between),
        pinned: &[],
        posts: &feed,
        tab: profile::Tab::Posts,
    };
    vec![
        ("home", home::view(&frame, &feed, &[], Some(&start))),
        (
            "home-first",
            home::view(&fresh, &slice(Vec::new()), &[], Some(&start)),
        ),
        ("home-rtl", home::view(&arabic, &feed, &[], Some(&start))),
        ("local", feeds::local(&frame, &feed, true)),
        ("profile", profile::view(&frame, &profile)),
    ]
}

fn people_pages() -> Vec<(&'static str, Markup)> {
    let frame = member();
    let bruno = bruno();
    let between = RelationView {
        id: bruno.id,
        followed_by: true,
        ..RelationView::default()
    };
    let main = warned();
    let thread = thread();
    let reply = Start {
        reply_to: Some(&main),
        text: "@bruno@workshop.example ".into(),
        ..Start::default()
    };
    let found = SearchResults {
        accounts: vec![bruno.clone(), noor()],
        posts: vec![plain(1)],
        tags: vec!["gardening".into(), "seeds".into()],
    };
    let relations = people::Between::from([
        (bruno.id, between),
        (
            noor().id,
            RelationView {
                id: noor().id,
                following: true,
                ..RelationView::default()
            },
        ),
    ]);
    let folk = slice(vec![bruno.clone(), noor(), ada()]);
    let nobody = Nothing {
        symbol: "people",
        title: "",
        words: "",
        way: None,
    };
    vec![
        ("post", post::view(&frame, &main, &thread, None, &reply)),
        (
            "edit",
            post_parts::edit(
                &frame,
                &plain(1),
                &post_parts::Edited {
                    text: "Seeds!".into(),
                    ..post_parts::Edited::default()
                },
                &Wrongs::default(),
            ),
        ),
        ("delete", post_parts::delete(&frame, &plain(1))),
        (
            "history",
            post_parts::history(&frame, &plain(1), &versions()),
        ),
        (
            "notifications",
            notifications::view(
                &frame,
                &told(),
                Some(Id::from(3)),
                notifications::Tab::All,
                true,
            ),
        ),
        (
            "search",
            search::view(
                &frame,
                "",
                &SearchResults::default(),
                &people::Between::new(),
            ),
        ),
        (
            "search-found",
            search::view(&frame, "garden", &found, &relations),
        ),
        (
            "followers",
            people::view(
                &frame,
                "Followers of Ada",
                "/@ada",
                &maud::html! {},
                &folk,
                &relations,
                nobody,
            ),
        ),
        ("requests", people::requests(&frame, &folk)),
    ]
}

fn settings_pages() -> Vec<(&'static str, Markup)> {
    let frame = member();
    let session = SessionView {
        id: Id::from(1),
        user_agent: "Mozilla/5.0 (X11; Linux) Firefox/153".into(),
        ip: "192.0.2.7".into(),
        created_at: ago(900_000),
        last_seen_at: ago(30),
        is_current: true,
    };
    let other = SessionView {
        id: Id::from(2),
        user_agent: "Mozilla/5.0 (iPhone) Safari".into(),
        is_current: false,
        last_seen_at: ago(90_000),
        ..session.clone()
    };
    let apps = [AuthorizedApp {
        app: app(),
        token_id: Id::from(1),
        scopes: "read".into(),
        created_at: ago(900_000),
        last_used_at: Some(ago(500)),
    }];
    let invites = [InviteView {
        id: Id::from(1),
        code: "k3vG".into(),
        url: "https://meadow.example/signup?invite=k3vG7pQm".into(),
        uses: 2,
        max_uses: Some(5),
        expires_at: Some(ago(-400_000)),
        created_at: ago(400_000),
    }];
    let waiting = [PendingView {
        account: noor(),
        email: "noor@example.org".into(),
        reason: "I grow tomatoes on my balcony and would love to swap seeds.".into(),
        created_at: ago(7_000),
    }];
    vec![
        (
            "settings",
            settings::profile::view(&frame, &ada(), true, &Wrongs::default()),
        ),
        (
            "settings-posting",
            settings::posting::view(&frame, &MemberSettings::default(), false),
        ),
        (
            "settings-security",
            settings::security::view(&frame, &[session, other], false, &Wrongs::default()),
        ),
        (
            "settings-apps",
            settings::apps::view(&frame, "meadow.example", &apps),
        ),
        (
            "settings-invites",
            settings::invites::view(&frame, &invites),
        ),
        ("settings-safety", settings::safety::view(&frame)),
        (
            "settings-moving",
            settings::moving::view(
                &frame,
                &settings::moving::Moving {
                    aliases: vec![ada()],
                    moved_to: None,
                },
                false,
                &Wrongs::default(),
            ),
        ),
        (
            "admin",
            admin::view(&frame, &community(), &waiting, false, &Wrongs::default()),
        ),
        (
            "relays",
            relays::view(&frame, &some_relays(), "", &Wrongs::default()),
        ),
    ]
}

fn some_relays() -> Vec<RelayView> {
    let relay = |number: i64, state| RelayView {
        id: Id::from(number),
        inbox: format!("https://relay{number}.example/inbox"),
        followed: "https://www.w3.org/ns/activitystreams#Public".into(),
        actor: None,
        state,
        created_at: ago(90_000 * number),
    };
    vec![
        relay(1, RelayState::Accepted),
        relay(2, RelayState::Asked),
        relay(3, RelayState::Refused),
    ]
}

const STATS: Stats = Stats {
    members: 48,
    posts: 1_312,
    peers: 230,
    active_month: 37,
    active_half_year: 44,
};

fn community() -> Community {
    Community {
        name: "Meadow".into(),
        description: "Gardeners, seed savers and other patient people.".into(),
        description_html: "<p>Gardeners, seed savers and other patient people. We meet here to talk, swap and help each other grow things.</p>".into(),
        rules: vec!["Be kind. Assume the best.".into(), "No selling without asking first.".into(), "Describe your pictures, so that everybody can enjoy them.".into()],
        contact_email: "host@meadow.example".into(),
        registration: Registration::Open,
        hue: 152,
        contact_account: Some(AccountId::from(1)),
        languages: vec!["en".into()],
        link_previews: true,
        reviews_trends: true,
        privacy: None,
        terms: Vec::new(),
        is_set_up: true,
        is_allow_list: false,
    }
}

fn visitor() -> Frame {
    Frame {
        community: "Meadow".into(),
        about: "Gardeners, seed savers and other patient people.".into(),
        hue: 152,
        me: None,
        csrf: "token".into(),
        path: "/home".into(),
        now: Time::from_seconds(NOW),
        may_join: true,
        is_development: false,
        post_chars: 5_000,
        dir: "ltr",
    }
}

fn member() -> Frame {
    let me = Me {
        account: ada(),
        role: Role::Admin,
        unread: 3,
        requests: 1,
        settings: MemberSettings::default(),
    };
    Frame {
        me: Some(me),
        ..visitor()
    }
}

fn ago(seconds: i64) -> Time {
    Time::from_seconds(NOW - seconds)
}

fn account(id: i64, username: &str, domain: Option<&str>, name: &str) -> AccountView {
    AccountView {
        id: AccountId::from(id),
        username: username.into(),
        domain: domain.map(Into::into),
        kind: AccountKind::Person,
        display_name: name.into(),
        note_html: String::new(),
        note_source: String::new(),
        fields: Vec::new(),
        fields_source: Vec::new(),
        emojis: Vec::new(),
        avatar_url: format!("/avatars/{id}.png"),
        still_avatar_url: format!("/avatars/{id}.png"),
        header_url: "/headers/default.png".into(),
        is_locked: false,
        is_discoverable: true,
        is_indexable: true,
        is_suspended: false,
        is_away: false,
        is_silenced: false,
        is_sensitized: false,
        followers_count: 128,
        following_count: 93,
        posts_count: 412,
        last_post_at: None,
        created_at: ago(60_000_000),
        uri: String::new(),
        page_url: String::new(),
        moved_to: None,
        also: None,
        showing: model::Showing::default(),
    }
}

fn ada() -> AccountView {
    AccountView {
        note_html: "<p>Beans, bees and slow mornings. I run this place.</p>".into(),
        note_source: "Beans, bees and slow mornings. I run this place.".into(),
        fields_source: vec![Field {
            name: "Garden".into(),
            value: "https://ada.example".into(),
        }],
        ..account(1, "ada", None, "Ada Okafor")
    }
}

fn bruno() -> AccountView {
    AccountView {
        note_html: "<p>Carpenter. I build raised beds, bird houses and the occasional boat. Talks about <a href=\"https://w.example/tags/wood\" class=\"mention hashtag\">#<span>wood</span></a>.</p>".into(),
        fields: vec![
            Field { name: "Workshop".into(), value: "<a href=\"https://workshop.example\">workshop.example</a>".into() },
            Field { name: "Pronouns".into(), value: "he / him".into() },
        ],
        ..account(2, "bruno", Some("workshop.example"), "Bruno")
    }
}

fn noor() -> AccountView {
    AccountView {
        note_html: "<p>أزرع الطماطم على الشرفة</p>".into(),
        ..account(3, "noor", Some("social.example"), "نور الهدى")
    }
}

fn post_by(id: i64, account: AccountView, seconds: i64, html: &str) -> PostView {
    PostView {
        id: PostId::from(id),
        is_local: account.is_local(),
        account,
        uri: String::new(),
        page_url: String::new(),
        kind: PostKind::Note,
        audience: Audience::Public,
        policy: InteractionPolicy::default(),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: html.into(),
        source: String::new(),
        language: Some("en".into()),
        tags: Vec::new(),
        media: Vec::new(),
        emojis: Vec::new(),
        card: None,
        mentions: Vec::new(),
        boost_of: None,
        reply_to: None,
        reply_to_account: None,
        app: None,
        replies_count: 0,
        boosts_count: 0,
        likes_count: 0,
        quotes_count: 0,
        reactions: Vec::new(),
        content_type: model::ContentType::Plain,
        quote: None,
        poll: None,
        created_at: ago(seconds),
        filtered: Vec::new(),
        edited_at: None,
        mine: Mine::default(),
    }
}

fn plain(id: i64) -> PostView {
    PostView {
        replies_count: 2,
        boosts_count: 5,
        likes_count: 14,
        mine: Mine {
            wrote: true,
            liked: true,
            ..Mine::default()
        },
        edited_at: Some(ago(100)),
        ..post_by(
            id,
            ada(),
            240,
            "<p>The first frost came early this year, so we picked everything that was left on Sunday: forty-one pumpkins, and one that nobody dares to lift.</p><p>If you would like seeds, come by the shed on Saturday. <a href=\"https://m.example/tags/seeds\" class=\"mention hashtag\">#<span>seeds</span></a> <a href=\"https://m.example/tags/autumn\" class=\"mention hashtag\">#<span>autumn</span></a></p>",
        )
    }
}

fn warned() -> PostView {
    PostView {
        likes_count: 3,
        boosts_count: 1,
        mine: Mine {
            bookmarked: true,
            ..Mine::default()
        },
        media: vec![Media {
            kind: MediaKind::Image,
            url: "https://workshop.example/m/bed.jpg".into(),
            alt: Some(
                "A raised bed of larch, two metres long, in front of a red brick wall".into(),
            ),
            ..Media::default()
        }],
        ..post_by(
            11,
            bruno(),
            5_400,
            "<p>Larch keeps for about fifteen years if it does not stand in water. Put a strip of gravel under it and it will outlive your knees.</p>",
        )
    }
}

fn feed() -> Slice<PostView> {
    let boosted = PostView {
        boosts_count: 31,
        likes_count: 1_204,
        emojis: vec![],
        ..warned()
    };
    let boost = PostView {
        boost_of: Some(Box::new(boosted)),
        ..post_by(2, ada(), 900, "")
    };
    let arabic = PostView {
        language: Some("ar".into()),
        replies_count: 1,
        ..post_by(
            3,
            noor(),
            3_700,
            "<p>صباح الخير من الشرفة. الطماطم هذا العام أطيب من أي وقت مضى، وأريد أن أتبادل البذور معكم.</p>",
        )
    };
    let warning = PostView {
        warning: "Slugs, close up".into(),
        audience: Audience::Followers,
        ..post_by(4, bruno(), 9_000, "<p>They ate everything.</p>")
    };
    let reply = PostView {
        reply_to: Some(PostId::from(3)),
        reply_to_account: Some(AccountId::from(3)),
        mentions: vec![MentionView {
            id: AccountId::from(3),
            username: "noor".into(),
            acct: "noor@social.example".into(),
            page_url: "https://social.example/@noor".into(),
            uri: String::new(),
        }],
        audience: Audience::Local,
        mine: Mine {
            boosted: true,
            ..Mine::default()
        },
        ..post_by(
            5,
            account(7, "mei", None, "Mei 🌱"),
            90_000,
            "<p><a href=\"https://social.example/@noor\" class=\"u-url mention\">@<span>noor</span></a> I have some from my grandmother, a black one from Chengdu. I will bring them on Saturday.</p>",
        )
    };
    let long = post_by(
        6,
        account(
            5,
            "tomas",
            Some("a-very-long-name-of-a-server.community.example"),
            "Tomás of the extraordinarily long display name, the third",
        ),
        400_000,
        "<p>Read this: <a href=\"https://example.org/a/very/long/address\" rel=\"nofollow\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">example.org/a/very/long/addres</span><span class=\"invisible\">s</span></a></p><blockquote>To plant a garden is to believe in tomorrow.</blockquote><pre><code>sow(beans).after(&quot;last frost&quot;)</code></pre>",
    );
    slice(vec![plain(1), boost, arabic, warning, reply, long])
}

fn thread() -> Thread {
    let answer = |id, to, account, text: &str| PostView {
        reply_to: Some(PostId::from(to)),
        ..post_by(id, account, 600, &format!("<p>{text}</p>"))
    };
    Thread {
        ancestors: vec![PostView {
            replies_count: 1,
            ..post_by(
                10,
                ada(),
                9_000,
                "<p>What wood would you take for a raised bed?</p>",
            )
        }],
        descendants: vec![
            answer(12, 11, ada(), "Gravel! I would never have thought of that."),
            answer(13, 12, bruno(), "Nobody does, until the second bed."),
            answer(14, 11, noor(), "وهل يصلح خشب السنديان؟"),
        ],
        ..Thread::default()
    }
}

fn versions() -> Vec<PostVersion> {
    let version = |seconds, html: &str| PostVersion {
        account: ada(),
        written_at: ago(seconds),
        title: None,
        warning: String::new(),
        is_sensitive: false,
        html: html.into(),
        media: Vec::new(),
        poll: None,
        emojis: vec![Emoji {
            shortcode: "x".into(),
            url: "/x.png".into(),
            still_url: None,
        }],
    };
    vec![
        version(4_000, "<p>Forty pumpkins.</p>"),
        version(300, "<p>Forty-one pumpkins.</p>"),
    ]
}

fn told() -> Slice<NotificationView> {
    let one = |id, kind, account, post| NotificationView {
        about: None,
        id: Id::from(id),
        kind,
        created_at: ago(700 * id),
        account,
        post,
        group_key: format!("ungrouped-{id}"),
        is_filtered: false,
    };
    let answer = PostView {
        reply_to: Some(PostId::from(1)),
        reply_to_account: Some(AccountId::from(1)),
        ..post_by(21, noor(), 600, "<p>@ada هل بقيت بذور؟</p>")
    };
    slice(vec![
        one(6, NotificationKind::Mention, noor(), Some(answer)),
        one(5, NotificationKind::Like, bruno(), Some(plain(1))),
        one(
            4,
            NotificationKind::Follow,
            account(7, "mei", None, "Mei 🌱"),
            None,
        ),
        one(
            3,
            NotificationKind::Boost,
            account(5, "tomas", Some("far.example"), "Tomás"),
            Some(plain(1)),
        ),
        one(2, NotificationKind::FollowRequest, noor(), None),
    ])
}

fn app() -> AppView {
    AppView {
        id: Id::from(1),
        client_id: "c".into(),
        client_secret: None,
        name: "Phanpy".into(),
        website: None,
        redirect_uris: Vec::new(),
        scopes: "read write".into(),
    }
}

fn slice<T>(items: Vec<T>) -> Slice<T> {
    let any = (!items.is_empty()).then(|| Id::from(5));
    Slice {
        items,
        newest: any,
        oldest: any,
    }
}
