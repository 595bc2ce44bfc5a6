//! What a scope allows, and what is none.

use proptest::prelude::*;

use super::{AccountAction, AccountPart, IdentityPart, Permission, RepoAction, Scopes};

fn scopes(text: &str) -> Scopes {
    Scopes::parse(&format!("atproto {text}")).unwrap()
}

const POST: Permission<'_> = Permission::Repo {
    collection: "app.bsky.feed.post",
    action: RepoAction::Create,
};
const DELETE: Permission<'_> = Permission::Repo {
    collection: "app.bsky.feed.post",
    action: RepoAction::Delete,
};
const PNG: Permission<'_> = Permission::Blob { mime: "image/png" };
const TIMELINE: Permission<'_> = Permission::Rpc {
    lxm: "app.bsky.feed.getTimeline",
    aud: "did:web:api.bsky.app#bsky_appview",
};
const CHAT: Permission<'_> = Permission::Rpc {
    lxm: "chat.bsky.convo.getLog",
    aud: "did:web:api.bsky.chat#bsky_chat",
};
const EMAIL: Permission<'_> = Permission::Account {
    part: AccountPart::Email,
    action: AccountAction::Read,
};
const NEW_EMAIL: Permission<'_> = Permission::Account {
    part: AccountPart::Email,
    action: AccountAction::Manage,
};
const HANDLE: Permission<'_> = Permission::Identity(IdentityPart::Handle);
const KEYS: Permission<'_> = Permission::Identity(IdentityPart::All);
const ALL: [Permission<'_>; 9] = [
    POST, DELETE, PNG, TIMELINE, CHAT, EMAIL, NEW_EMAIL, HANDLE, KEYS,
];

#[test]
fn each_word_allows_what_it_says_and_nothing_else() {
    let table: [(&str, &[Permission<'_>]); 19] = [
        ("", &[]),
        ("transition:generic", &[POST, DELETE, PNG, TIMELINE]),
        (
            "transition:generic transition:chat.bsky",
            &[POST, DELETE, PNG, TIMELINE, CHAT],
        ),
        ("transition:email", &[EMAIL]),
        ("repo:*", &[POST, DELETE]),
        ("repo:*?action=create", &[POST]),
        ("repo:app.bsky.feed.like", &[]),
        (
            "repo?collection=app.bsky.feed.like&collection=app.bsky.feed.post&action=delete",
            &[DELETE],
        ),
        ("blob:*/*", &[PNG]),
        ("blob:image/*", &[PNG]),
        ("blob:video/*", &[]),
        ("blob?accept=video/*&accept=image/png", &[PNG]),
        ("rpc:app.bsky.feed.getTimeline?aud=*", &[TIMELINE]),
        ("rpc:*?aud=did:web:api.bsky.app%23bsky_appview", &[TIMELINE]),
        ("rpc:*?aud=did:web:other.example%23bsky_appview", &[]),
        ("account:email?action=manage", &[EMAIL, NEW_EMAIL]),
        ("account:status", &[]),
        ("identity:handle", &[HANDLE]),
        ("identity:*", &[HANDLE, KEYS]),
    ];
    for (text, allowed) in table {
        let scopes = scopes(text);
        for what in ALL {
            assert_eq!(
                scopes.allows(&what),
                allowed.contains(&what),
                "{text}: {what:?}"
            );
        }
    }
}

#[test]
fn what_does_not_exist_is_refused() {
    for bad in [
        "transition:everything",
        "read",
        "include:app.bsky.authFull",
        "repo",
        "repo:",
        "repo:foo",
        "repo:.foo",
        "repo:app.bsky.*",
        "repo:*?action=*",
        "repo:*?action=read",
        "repo:*?x=1",
        "repo:a.b.c?collection=d.e.f",
        "repo:%",
        "repo:%2",
        "repo:%ff",
        "rpc:*?aud=*",
        "rpc:app.bsky.feed.getTimeline",
        "rpc:app.bsky.feed.getTimeline?aud=did:web:api.bsky.app",
        "rpc:app.bsky.feed.getTimeline?aud=a&aud=b",
        "rpc?aud=*",
        "blob:image",
        "blob:*/png",
        "blob:",
        "account:password",
        "account:email?action=read&action=manage",
        "account:email?action=delete",
        "identity:keys",
        "identity:handle?x=1",
        "transition:chat.bsky",
        "repo:a.b.c\u{a0}",
    ] {
        assert!(Scopes::parse(&format!("atproto {bad}")).is_err(), "{bad}");
    }
    assert!(Scopes::parse("repo:*").is_err(), "without atproto");
    assert!(Scopes::parse("").is_err());
    let many: Vec<String> = (0..300).map(|n| format!("repo:a.b.c{n}")).collect();
    assert!(Scopes::parse(&format!("atproto {}", many.join(" "))).is_err());
}

#[test]
fn a_type_may_have_parameters_and_must_be_one() {
    let images = scopes("blob:image/*");
    let may = |mime| images.allows(&Permission::Blob { mime });
    assert!(
        may("IMAGE/PNG; q=1") && !may("image/") && !may("image") && !may("*/*") && !may("image/*")
    );
}

#[test]
fn words_are_kept_once_and_compared() {
    let all = scopes("repo:* repo:* transition:generic");
    assert_eq!(all.as_str(), "atproto repo:* transition:generic");
    assert!(all.holds_all(&scopes("repo:*")) && !all.holds_all(&scopes("transition:email")));
    assert_eq!(all.in_words().len(), 3);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        if let Ok(scopes) = Scopes::parse(&text) {
            prop_assert_eq!(Scopes::parse(scopes.as_str()), Ok(scopes.clone()));
        }
        let _ = Scopes::parse(&format!("atproto repo:{text}"));
    }
}
