//! No text of anybody becomes part of a page.

use maud::Markup;
use model::{Id, Time};
use social::NotificationKind;
use social::emoji::{EmojiView, ImportedEmoji, OfferedEmoji};
use social::member::{InviteView, MemberSettings, PendingView, SessionView};
use social::oauth::AuthorizedApp;
use social::oauth::bound::PushedRequest;
use social::post::{PostVersion, Thread};
use social::relay::{RelayState, RelayView};
use social::search::SearchResults;
use social::story::{StoryView, Storyteller};

use social::media::far::{FarServer, FarSizes};
use social::media::{MediaSize, MediaSizes};

use super::hostile::{
    EVIL, SCRIPT_URL, STATS, account, app, community, evil, frame, notification, post, quoting,
    slice,
};
use crate::pages::{
    about, admin, consent, emojis, errors, feeds, files, home, landing, log_in, notifications,
    people, post as post_page, post_parts, profile, relays, search, settings, setup, sign_up,
    stories,
};
use crate::partials::composer::Start;
use crate::partials::feed::Nothing;
use crate::partials::form::{Wrong, Wrongs};
use crate::partials::{Frame, Width};

fn wrongs() -> Wrongs {
    let wrong = |field: &str| Wrong {
        field: field.into(),
        reason: evil(),
    };
    Wrongs(
        ["form", "username", "email", "text", "name", "agreement"]
            .map(wrong)
            .to_vec(),
    )
}

fn visitor() -> Frame {
    Frame {
        me: None,
        ..frame()
    }
}

fn feeds_and_posts(frame: &Frame) -> Vec<(&'static str, Markup)> {
    let posts = slice(vec![post(), quoting()]);
    let start = Start {
        reply_to: None,
        text: evil(),
        warning: evil(),
        language: Some(evil()),
        wrong: Some(evil()),
        key: evil(),
        files: post().media,
        audience: None,
    };
    let thread = Thread {
        ancestors: vec![post()],
        descendants: vec![post()],
        ..Thread::default()
    };
    let shown = post();
    let version = PostVersion {
        account: account(),
        written_at: Time::from_seconds(0),
        title: Some(evil()),
        warning: evil(),
        is_sensitive: false,
        html: shown.html.clone(),
        media: shown.media.clone(),
        emojis: shown.emojis.clone(),
        poll: None,
    };
    let edited = post_parts::Edited {
        text: evil(),
        warning: evil(),
        language: evil(),
    };
    let told = slice(
        NotificationKind::ALL
            .into_iter()
            .map(notification)
            .collect(),
    );
    vec![
        ("home", home::view(frame, &posts, &[teller()], Some(&start))),
        (
            "stories",
            stories::view(frame, &[teller()], &evil(), &wrongs()),
        ),
        ("story", story_page(frame)),
        ("emojis", emoji_page(frame)),
        ("local", feeds::local(frame, &posts, true)),
        ("everywhere", feeds::everywhere(frame, &posts, true)),
        ("tag", feeds::tag(frame, EVIL, &posts)),
        (
            "post",
            post_page::view(
                frame,
                &shown,
                &thread,
                None,
                &Start {
                    reply_to: Some(&shown),
                    ..start.clone()
                },
            ),
        ),
        ("edit", post_parts::edit(frame, &shown, &edited, &wrongs())),
        ("delete", post_parts::delete(frame, &shown)),
        ("history", post_parts::history(frame, &shown, &[version])),
        (
            "notifications",
            notifications::view(frame, &told, None, notifications::Tab::All, true),
        ),
    ]
}

fn teller() -> Storyteller {
    Storyteller {
        account: account(),
        stories: vec![StoryView {
            id: Id::from(8),
            uri: SCRIPT_URL.into(),
            account: account(),
            text: evil(),
            media: post().media.remove(0),
            seconds: 7,
            created_at: Time::from_seconds(0),
            expires_at: Time::from_seconds(86_400),
            seen: false,
            views: Some(2),
        }],
    }
}

fn emoji_view() -> EmojiView {
    EmojiView {
        id: Id::from(4),
        shortcode: evil(),
        url: SCRIPT_URL.into(),
        still_url: None,
        credit: Some(evil()),
        category: Some(evil()),
        is_in_picker: true,
    }
}

fn emoji_page(frame: &Frame) -> Markup {
    let offered = OfferedEmoji {
        shortcode: evil(),
        url: SCRIPT_URL.into(),
        category: Some(evil()),
        is_taken: true,
    };
    let imported = ImportedEmoji {
        shortcode: evil(),
        failure: Some(evil()),
    };
    let shown = emojis::Shown {
        server: &evil(),
        offered: &[offered],
        imported: &[imported],
        wrongs: wrongs(),
    };
    emojis::view(frame, &[emoji_view()], &shown)
}

fn relay_page(frame: &Frame) -> Markup {
    let relay = RelayView {
        id: Id::from(3),
        inbox: evil(),
        followed: SCRIPT_URL.into(),
        actor: Some(SCRIPT_URL.into()),
        state: RelayState::Refused,
        created_at: Time::from_seconds(0),
    };
    relays::view(frame, &[relay], EVIL, &wrongs())
}

fn story_page(frame: &Frame) -> Markup {
    let tellers = [teller()];
    let at = stories::At {
        teller: &tellers[0],
        story: &tellers[0].stories[0],
    };
    stories::one(frame, &tellers, &at)
}

fn people_and_search(frame: &Frame) -> Vec<(&'static str, Markup)> {
    let (posts, folk) = (slice(vec![post()]), slice(vec![account()]));
    let found = SearchResults {
        accounts: vec![account()],
        posts: vec![post()],
        tags: vec![evil()],
    };
    let relation = social::RelationView {
        followed_by: true,
        requested_by: true,
        ..social::RelationView::default()
    };
    let between = people::Between::from([(account().id, relation.clone())]);
    let someone = account();
    let profile = profile::Profile {
        account: &someone,
        moved_to: Some(&someone),
        between: Some(&relation),
        pinned: &[post()],
        posts: &posts,
        tab: profile::Tab::Posts,
    };
    let nothing = Nothing {
        symbol: "bell",
        title: EVIL,
        words: EVIL,
        way: None,
    };
    vec![
        ("profile", profile::view(frame, &profile)),
        (
            "people",
            people::view(
                frame,
                EVIL,
                "/",
                &maud::html! { (EVIL) },
                &folk,
                &between,
                nothing,
            ),
        ),
        ("requests", people::requests(frame, &folk)),
        ("search", search::view(frame, EVIL, &found, &between)),
        (
            "nothing found",
            search::view(frame, EVIL, &SearchResults::default(), &between),
        ),
    ]
}

fn doors(frame: &Frame) -> Vec<(&'static str, Markup)> {
    let (community, host, posts) = (community(), account(), slice(vec![post()]));
    let front = landing::Landing {
        community: &community,
        stats: STATS,
        host: Some(&host),
        posts: &posts,
    };
    let entered = sign_up::Entered {
        username: evil(),
        email: evil(),
        reason: evil(),
        invite: evil(),
        agreement: true,
    };
    let first = setup::Entered {
        key: evil(),
        community_name: evil(),
        description: evil(),
        registration: evil(),
        username: evil(),
        email: evil(),
    };
    let asked = consent::Asked {
        response_type: evil(),
        client_id: evil(),
        redirect_uri: SCRIPT_URL.into(),
        scope: evil(),
        state: Some(evil()),
        code_challenge: Some(evil()),
        code_challenge_method: None,
        request_uri: Some(evil()),
    };
    let pushed = PushedRequest {
        client_id: evil(),
        client_name: Some(evil()),
        client_host: evil(),
        redirect_uri: SCRIPT_URL.into(),
        in_words: vec![evil()],
        ..PushedRequest::default()
    };
    vec![
        ("landing", landing::view(frame, &front)),
        (
            "about",
            about::view(frame, &community, STATS, Some(&host), &[emoji_view()]),
        ),
        (
            "sign-up",
            sign_up::view(frame, &community, EVIL, &entered, &wrongs()),
        ),
        ("waiting", sign_up::waiting(frame)),
        ("log-in", log_in::view(frame, EVIL, EVIL, &wrongs())),
        ("setup", setup::view(frame, EVIL, &first, &wrongs())),
        ("consent", consent::view(frame, &app(), &asked)),
        ("pushed", crate::pages::pushed::view(frame, &pushed, EVIL)),
        ("code", consent::code_page(frame, EVIL, EVIL)),
        (
            "error",
            errors::page(frame, http::StatusCode::NOT_FOUND, EVIL),
        ),
    ]
}

fn settings_pages(frame: &Frame) -> Vec<(&'static str, Markup)> {
    let now = Time::from_seconds(0);
    let session = SessionView {
        id: Id::from(1),
        user_agent: evil(),
        ip: evil(),
        created_at: now,
        last_seen_at: now,
        is_current: false,
    };
    let invite = InviteView {
        id: Id::from(1),
        code: evil(),
        url: evil(),
        uses: 1,
        max_uses: Some(2),
        expires_at: Some(now),
        created_at: now,
    };
    let pending = PendingView {
        account: account(),
        email: evil(),
        reason: evil(),
        created_at: now,
    };
    let app = AuthorizedApp {
        app: app(),
        token_id: Id::from(1),
        scopes: evil(),
        created_at: now,
        last_used_at: Some(now),
    };
    let chosen = MemberSettings {
        default_language: Some(evil()),
        theme: Some(evil()),
        ..MemberSettings::default()
    };
    vec![
        (
            "page",
            settings::profile::view(frame, &account(), true, &wrongs()),
        ),
        ("posting", settings::posting::view(frame, &chosen, true)),
        (
            "security",
            settings::security::view(frame, &[session], true, &wrongs()),
        ),
        ("apps", settings::apps::view(frame, EVIL, &[app])),
        (
            "keys",
            settings::keys::view(
                frame,
                &shown_key(),
                &[signer_app(now)],
                &settings::keys::Shown::Secret(evil()),
                (true, &wrongs()),
            ),
        ),
        ("invites", settings::invites::view(frame, &[invite])),
        ("safety", settings::safety::view(frame)),
        (
            "moving",
            settings::moving::view(
                frame,
                &settings::moving::Moving {
                    aliases: vec![account()],
                    moved_to: Some(account()),
                },
                true,
                &wrongs(),
            ),
        ),
        (
            "files",
            files::view(
                frame,
                &MediaSizes {
                    parts: vec![MediaSize {
                        usage: evil(),
                        media_type: "image/png",
                        files: 1,
                        bytes: 1,
                    }],
                    ..MediaSizes::default()
                },
                &FarSizes {
                    cap: 1,
                    all: FarServer::default(),
                    servers: vec![FarServer {
                        host: evil(),
                        ..FarServer::default()
                    }],
                },
            ),
        ),
        (
            "admin",
            admin::view(frame, &community(), &[pending], true, &wrongs()),
        ),
    ]
}

fn every_page() -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for frame in [frame(), visitor()] {
        all.extend(feeds_and_posts(&frame));
        all.extend(people_and_search(&frame));
        all.extend(doors(&frame));
        all.extend(settings_pages(&frame));
        all.push(("relays", relay_page(&frame)));
        all.push((
            "bare",
            frame.page(
                crate::partials::Place::Home,
                EVIL,
                Width::Column,
                &maud::html! {},
            ),
        ));
    }
    all.into_iter()
        .map(|(name, page)| (name, page.into_string()))
        .collect()
}

#[test]
fn nobodys_text_becomes_part_of_a_page() {
    for (name, page) in every_page() {
        assert!(!page.contains("<script>"), "{name}");
        assert!(!page.contains("<img src=x"), "{name}");
        assert_eq!(page.matches("</title>").count(), 1, "{name}");
        for element in page.split('<').skip(1) {
            let tag = element.split('>').next().unwrap_or_default();
            assert!(!outside_quotes(tag).contains("onerror"), "{name}: {tag}");
        }
    }
}

/// A tag without the values of its attributes.
fn outside_quotes(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

#[test]
fn no_link_runs_a_script() {
    for (name, page) in every_page() {
        for attribute in ["href=\"", "src=\"", "action=\"", "formaction=\""] {
            for value in page.split(attribute).skip(1) {
                assert!(!value.starts_with("javascript:"), "{name}: {attribute}");
            }
        }
    }
}

#[test]
fn no_page_has_inline_script_or_style() {
    for (name, page) in every_page() {
        for element in page
            .split('<')
            .skip(1)
            .filter(|element| !element.starts_with('/'))
        {
            let tag = element.split('>').next().unwrap_or_default();
            assert!(!tag.starts_with("style"), "{name}");
            assert!(
                !tag.starts_with("script") || tag.contains(" src=\"/assets/"),
                "{name}: {tag}"
            );
            assert!(
                !tag.contains(" style=") && !tag.contains(" onclick="),
                "{name}: {tag}"
            );
        }
    }
}

#[test]
fn every_form_carries_its_token() {
    for (name, page) in every_page() {
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let changes_something = form.contains("method=\"post\"") && form.contains("<button");
            // Visitors see what can be done with a post as links only.
            let has_action = form.contains("formaction=") || form.contains(" action=");
            assert!(
                !changes_something || !has_action || form.contains("name=\"csrf\""),
                "{name}: {form}"
            );
        }
    }
}

#[test]
fn a_name_that_cannot_be_seen_is_replaced_by_the_username() {
    let mut someone = account();
    someone.username = "ada".into();
    someone.display_name = "\u{200b}\u{2060} \u{3164}".into();
    assert_eq!(crate::partials::name::shown(&someone), "ada");
}

fn shown_key() -> social::event::ShownKey {
    social::event::ShownKey {
        name: evil(),
        hex: evil(),
        is_kept_here: true,
        relay: evil(),
        challenge: evil(),
    }
}

fn signer_app(now: Time) -> social::event::SignerApp {
    social::event::SignerApp {
        id: Id::from(1),
        name: evil(),
        kinds: Vec::new(),
        is_connected: true,
        created_at: now,
        used_at: Some(now),
    }
}
