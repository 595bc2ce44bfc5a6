//! Those who are here, and how they get in.

use folkmoot_store::account::{Mark, NewAccount, Profile};
use folkmoot_store::identity::IdentityRow;
use folkmoot_store::invite::InviteRow;
use folkmoot_store::key::KeyRow;
use folkmoot_store::member::MemberRow;
use folkmoot_store::relation::FollowRow;
use folkmoot_store::session::NewSession;
use folkmoot_store::{Result, Tx, Window, account, domain, identity, member, relation};

use super::transcript::{say, say_unordered, tell};

pub(crate) const ALICE: i64 = 10;
pub(crate) const BOB: i64 = 11;
pub(crate) const CAROL: i64 = 12;

/// Alice and Bob live here; Carol lives elsewhere.
pub(crate) fn move_in(tx: &mut Tx) -> Result<()> {
    let here = domain::ensure(tx, 1, "here.example", true)?;
    let there = domain::ensure(tx, 2, "there.example", false)?;
    for (id, home, name) in [
        (ALICE, here, "Alice"),
        (BOB, here, "bob"),
        (CAROL, there, "carol"),
    ] {
        let new = NewAccount {
            id,
            domain_id: home,
            username: name.into(),
            kind: "person".into(),
            display_name: format!("{name} %_\\"),
            is_discoverable: true,
            created_at: 100,
            fetched_at: (home == there).then_some(100),
        };
        account::insert(tx, &new)?;
        identity::upsert(tx, &face(id, name))?;
    }
    for id in [ALICE, BOB] {
        let new = MemberRow {
            account_id: id,
            email: format!("A{id}@Mail.example"),
            password_hash: "argon".into(),
            role: if id == ALICE { "admin" } else { "member" }.into(),
            state: if id == ALICE { "active" } else { "pending" }.into(),
            reason: "to see".into(),
            settings: "{}".into(),
            created_at: 100,
            confirmed_at: Some(100),
            ..MemberRow::default()
        };
        member::insert(tx, &new, &format!("a{id}@mail.example"))?;
    }
    Ok(())
}

fn face(account_id: i64, name: &str) -> IdentityRow {
    let host = if account_id == CAROL {
        "there.example"
    } else {
        "here.example"
    };
    IdentityRow {
        network: "activitypub".into(),
        uri: format!("https://{host}/users/{name}"),
        account_id,
        page_url: Some(format!("https://{host}/@{name}")),
        host: host.into(),
        inbox: Some(format!("https://{host}/users/{name}/inbox")),
        shared_inbox: Some(format!("https://{host}/inbox")),
        followers_uri: Some(format!("https://{host}/users/{name}/followers")),
        document: "{}".into(),
        ..IdentityRow::default()
    }
}

pub(crate) fn follow(id: i64, from: i64, to: i64, state: i64) -> FollowRow {
    let uri = Some(format!("https://here.example/follows/{id}"));
    FollowRow {
        id,
        follower_id: from,
        followee_id: to,
        state,
        uri,
        shows_boosts: true,
        notifies: true,
        languages: String::new(),
    }
}

#[test]
fn accounts() {
    tell("accounts", |tx, log| {
        move_in(tx)?;
        say!(log, domain::ensure(tx, 3, "here.example", true));
        say!(log, domain::find(tx, "there.example"));
        say!(log, domain::count_peers(tx));
        say!(log, domain::peers(tx, 10));
        say_unordered!(log, account::load(tx, &[CAROL, ALICE, 99]));
        say!(log, account::find(tx, "alice", "here.example"));
        say!(log, account::find(tx, "alice", "there.example"));
        let profile = Profile {
            display_name: Some("Alice 🦀".into()),
            is_locked: Some(true),
            avatar_url: Some("https://here.example/a.png".into()),
            ..Profile::default()
        };
        say!(log, account::update_profile(tx, ALICE, &profile, 200));
        say!(log, account::mark_fetched(tx, CAROL, 300));
        say!(log, account::count_post(tx, ALICE, 1, Some(250)));
        say!(log, account::count_post(tx, ALICE, -1, None));
        say!(log, account::count_follow(tx, ALICE, BOB, 1));
        say_unordered!(log, account::load(tx, &[ALICE, BOB]));
        relation::insert_follow(tx, &follow(20, ALICE, BOB, 1), 1)?;
        relation::insert_follow(tx, &follow(21, CAROL, BOB, 1), 1)?;
        say!(log, account::followers(tx, BOB, &Window::newest(10)));
        say!(log, account::following(tx, ALICE, &Window::newest(10)));
        say!(log, account::count_follow(tx, CAROL, BOB, 1));
        say!(log, account::release_counts(tx, CAROL));
        say!(log, account::displace(tx, 2, "carol"));
        say!(log, account::find(tx, "carol", "there.example"));
        say_unordered!(log, account::load(tx, &[BOB, CAROL]));
        for mark in [
            Mark::Suspended,
            Mark::Silenced,
            Mark::Sensitized,
            Mark::Away,
        ] {
            say!(log, account::set_mark(tx, CAROL, mark, Some(400)));
            say!(log, account::set_mark(tx, CAROL, mark, Some(401)));
        }
        say!(log, account::set_mark(tx, CAROL, Mark::Sensitized, None));
        say!(log, account::retire_name(tx, BOB, 400));
        say!(log, account::is_retired(tx, 1, "bob"));
        say!(log, account::is_retired(tx, 1, "alice"));
        say!(log, account::delete(tx, BOB, 500));
        say_unordered!(log, account::load(tx, &[BOB, CAROL]));
        Ok(())
    });
}

#[test]
fn faces_and_keys() {
    tell("faces_and_keys", |tx, log| {
        move_in(tx)?;
        let uri = "https://there.example/users/carol";
        say!(log, identity::find(tx, "activitypub", uri));
        say!(log, identity::find(tx, "nostr", uri));
        let moved = IdentityRow {
            inbox: None,
            document: "{\"a\":1}".into(),
            ..face(CAROL, "carol")
        };
        say!(log, identity::upsert(tx, &moved));
        say_unordered!(log, identity::of_accounts(tx, "activitypub", &[CAROL, 99]));
        say!(
            log,
            identity::find_by_page(tx, "https://there.example/@carol")
        );
        say!(
            log,
            identity::set_document(tx, "activitypub", uri, "{\"b\":2}")
        );
        say!(log, identity::followed(tx, "activitypub", "", 10));
        relation::insert_follow(tx, &follow(70, ALICE, CAROL, 0), 200)?;
        relation::insert_follow(tx, &follow(71, CAROL, BOB, 1), 200)?;
        say!(log, identity::followed(tx, "activitypub", "", 10));
        say!(log, identity::followed(tx, "activitypub", uri, 10));
        say!(log, account::find_by_name(tx, "carol"));
        let by_keys = IdentityRow {
            network: "paper".into(),
            uri: "paper:carol".into(),
            ..face(CAROL, "carol")
        };
        say!(log, identity::upsert(tx, &by_keys));
        say!(log, account::find_by_name(tx, "carol"));
        say!(log, account::find_by_name(tx, "bob"));
        say!(log, account::rename(tx, CAROL, 2, "Caroline"));
        say!(log, account::find(tx, "caroline", "there.example"));
        let public = KeyRow {
            kind: "ed25519".into(),
            public: vec![0, 255],
            sealed: None,
        };
        say!(log, key::insert(tx, CAROL, &public, 1));
        let sealed = KeyRow {
            kind: "rsa".into(),
            public: vec![1],
            sealed: Some(vec![2]),
        };
        say!(log, key::insert(tx, ALICE, &sealed, 1));
        say!(log, key::find(tx, ALICE, "rsa"));
        say!(log, key::find(tx, ALICE, "ed25519"));
        say_unordered!(log, key::of_account(tx, CAROL));
        let brought = KeyRow {
            kind: "rsa".into(),
            public: vec![3],
            sealed: None,
        };
        say!(log, key::replace(tx, ALICE, &brought, 2));
        say!(log, key::find(tx, ALICE, "rsa"));
        say!(log, key::replace(tx, BOB, &sealed, 2));
        say!(log, key::find(tx, BOB, "rsa"));
        Ok(())
    });
}

#[test]
fn members() {
    tell("members", |tx, log| {
        move_in(tx)?;
        say!(log, member::find(tx, ALICE));
        say!(log, member::find(tx, CAROL));
        say!(log, member::find_by_login(tx, "a11@mail.example", ""));
        say!(log, member::find_by_login(tx, "", "alice"));
        say!(log, member::has_email(tx, "a10@mail.example"));
        say!(log, member::has_email(tx, "a12@mail.example"));
        say!(log, member::set_password(tx, ALICE, "wrong", "new"));
        say!(log, member::set_password(tx, ALICE, "argon", "new"));
        say!(
            log,
            member::set_email(tx, ALICE, "Al@new.example", "al@new.example")
        );
        say!(log, member::has_email(tx, "al@new.example"));
        say!(log, member::set_settings(tx, ALICE, "{\"theme\":\"dark\"}"));
        say!(log, member::pending(tx, 10));
        say!(log, member::approve(tx, BOB));
        say!(log, member::approve(tx, BOB));
        say!(log, member::refuse(tx, BOB));
        say!(log, member::find(tx, BOB));
        relation::insert_follow(tx, &follow(20, CAROL, ALICE, 0), 1)?;
        say!(log, member::count_follow_requests(tx, ALICE));
        say!(log, member::count(tx));
        say!(log, member::count_active(tx, 0));
        say_unordered!(log, notification::stewards(tx));
        say!(log, member::set_role(tx, ALICE, "admin", "owner"));
        say!(log, member::set_role(tx, ALICE, "admin", "member"));
        say!(log, member::count_role(tx, "owner"));
        say!(log, member::set_disabled(tx, ALICE, Some(7)));
        say!(log, member::set_disabled(tx, ALICE, Some(8)));
        say!(log, member::set_disabled(tx, ALICE, None));
        say!(log, member::confirm(tx, ALICE, 9));
        Ok(())
    });
}

fn invite(id: i64, max_uses: Option<i64>, expires_at: Option<i64>) -> InviteRow {
    InviteRow {
        id,
        code: format!("code{id}"),
        created_by: ALICE,
        max_uses,
        uses: 0,
        expires_at,
        created_at: 1,
    }
}

#[test]
fn invites_and_settings() {
    tell("invites_and_settings", |tx, log| {
        move_in(tx)?;
        say!(log, invite::insert(tx, &invite(1, Some(1), None)));
        say!(log, invite::insert(tx, &invite(2, None, Some(50))));
        say!(log, invite::is_usable(tx, "code2", 49));
        say!(log, invite::is_usable(tx, "code2", 50));
        say!(log, invite::consume(tx, "code1", 10));
        say!(log, invite::consume(tx, "code1", 10));
        say!(log, invite::of_account(tx, ALICE, 10));
        say!(log, invite::count_of_account(tx, ALICE));
        say!(log, invite::newest(tx, i64::MAX, 1));
        say!(log, invite::newest(tx, 2, 10));
        say!(log, invite::most_used(tx, (i64::MAX, 0), 1));
        say!(log, invite::most_used(tx, (1, 1), 10));
        say!(log, invite::of_guests(tx, &[ALICE, CAROL]));
        say!(log, invite::guests(tx, &[1, 2], 10));
        say!(log, invite::end(tx, "code2", 20));
        say!(log, invite::end(tx, "code2", 20));
        say!(log, invite::end(tx, "none", 20));
        say!(log, invite::end_all(tx, ALICE, 30));
        say!(log, invite::is_usable(tx, "code2", 21));
        say!(log, invite::set_barred(tx, ALICE, Some(40)));
        say!(log, invite::set_barred(tx, 9_999, Some(40)));
        say!(log, invite::barred(tx, &[ALICE, BOB]));
        say!(log, invite::set_barred(tx, ALICE, None));
        say!(log, invite::barred(tx, &[ALICE, BOB]));
        say!(log, invite::delete(tx, BOB, 1));
        say!(log, invite::delete(tx, ALICE, 1));
        say!(log, setting::find(tx, "name"));
        say!(log, setting::set(tx, "name", "Moot"));
        say!(log, setting::claim(tx, "name", "other"));
        say!(log, setting::claim(tx, "setup", "token"));
        say!(log, setting::replace(tx, "name", "wrong", "new"));
        say!(log, setting::replace(tx, "name", "Moot", "Folk"));
        say!(log, setting::remove(tx, "setup"));
        say!(log, setting::find(tx, "name"));
        say!(log, setting::find(tx, "setup"));
        Ok(())
    });
}

fn session(id: u8, now: i64) -> NewSession {
    NewSession {
        id: id.into(),
        token_hash: [id; 32],
        account_id: ALICE,
        user_agent: "Browser".into(),
        ip: "192.0.2.1".into(),
        now,
    }
}

#[test]
fn sessions() {
    tell("sessions", |tx, log| {
        move_in(tx)?;
        for id in 1..=4 {
            say!(log, session::insert(tx, &session(id, i64::from(id) * 10)));
        }
        say!(log, session::find(tx, &[2; 32], 20));
        say!(log, session::find(tx, &[2; 32], 21));
        say!(log, session::find(tx, &[9; 32], 0));
        say!(log, session::touch(tx, 1, 100));
        say!(log, session::of_account(tx, ALICE, 0, 10));
        say!(log, session::delete(tx, BOB, 1));
        say!(log, session::delete(tx, ALICE, 2));
        say!(log, session::keep_newest(tx, ALICE, 2));
        say!(log, session::delete_others(tx, ALICE, 4));
        say!(log, session::prune(tx, 1000));
        say!(log, session::of_account(tx, ALICE, 0, 10));
        Ok(())
    });
}
