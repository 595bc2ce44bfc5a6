//! What people write, and what others do with it.

use folkmoot_store::notification::{NotificationRow, Wanted};
use folkmoot_store::post::{Counter, NewPost, PostRow};
use folkmoot_store::timeline::{OfAccount, Tags, Whose};
use folkmoot_store::version::PostEdit;
use folkmoot_store::{End, Result, Tx, Window, account, notification, post, relation};

use super::people::{ALICE, BOB, CAROL, follow, move_in};
use super::transcript::{say, say_unordered, tell};

const ALL: Window = Window::newest(50);

pub(crate) fn new_post(id: i64, account_id: i64) -> NewPost {
    let row = PostRow {
        id,
        account_id,
        origin: if account_id == CAROL {
            "activitypub"
        } else {
            "local"
        }
        .into(),
        uri: format!("https://example/p/{id}"),
        url: Some(format!("https://example/@/{id}")),
        kind: "note".into(),
        policy: "{}".into(),
        source: format!("hello {id}"),
        html: format!("<p>hello {id}</p>"),
        tags: "[]".into(),
        media: "[]".into(),
        emojis: "[]".into(),
        thread_id: id,
        created_at: id,
        ..PostRow::default()
    };
    NewPost {
        row,
        ..NewPost::default()
    }
}

pub(crate) fn reply(id: i64, account_id: i64, to: &PostRow) -> NewPost {
    let mut new = new_post(id, account_id);
    new.row.reply_to_id = Some(to.id);
    new.row.reply_to_account_id = Some(to.account_id);
    new.row.thread_id = to.thread_id;
    new
}

/// 100 by Alice with a tag, 101 Bob's answer, 102 Carol's answer to that, 103 Bob's boost of 100, and 104 by Carol,
/// which answers something unknown and is for Alice alone.
pub(crate) fn write_some(tx: &mut Tx) -> Result<()> {
    move_in(tx)?;
    let mut first = new_post(100, ALICE);
    first.tags = vec!["folk".into(), "moot".into()];
    first.row.media = "[{}]".into();
    post::insert(tx, &first)?;
    let second = reply(101, BOB, &first.row);
    post::insert(tx, &second)?;
    post::insert(tx, &reply(102, CAROL, &second.row))?;
    let mut boost = new_post(103, BOB);
    boost.row.kind = "boost".into();
    boost.row.boost_of_id = Some(100);
    post::insert(tx, &boost)?;
    let mut whisper = new_post(104, CAROL);
    whisper.row.audience = 4;
    whisper.reply_to_uri = Some("https://example/p/105".into());
    whisper.named = vec![(ALICE, true)];
    post::insert(tx, &whisper)
}

#[test]
fn posts() {
    tell("posts", |tx, log| {
        write_some(tx)?;
        say_unordered!(log, post::load(tx, &[103, 104, 999], ALICE, 1));
        say!(log, post::named(tx, &[104, 100]));
        say!(
            log,
            post::add_named(tx, 104, &[(BOB, false), (ALICE, false)])
        );
        say!(log, post::named(tx, &[104]));
        say!(log, post::find(tx, "https://example/p/101"));
        say!(log, post::find(tx, "https://example/p/999"));
        say!(log, post::find_by_url(tx, "https://example/@/102"));
        say!(log, post::find_boost(tx, BOB, 100));
        for counter in [Counter::Replies, Counter::Boosts, Counter::Likes] {
            say!(log, post::count(tx, 100, counter, 1));
        }
        say!(log, post::count(tx, 100, Counter::Likes, -5));
        say_unordered!(log, post::load(tx, &[100], 0, 1));
        say!(log, thread::ancestors(tx, 102, 10));
        say!(log, thread::descendants(tx, 100, 10, 10));
        say!(log, thread::descendants(tx, 100, 1, 10));
        post::insert(tx, &new_post(105, ALICE))?;
        say!(
            log,
            thread::adopt_replies(tx, "https://example/p/105", 105, ALICE, 105)
        );
        say!(log, thread::first_of(tx, 104));
        say!(log, post::uri_of(tx, 104));
        say!(log, version::edited_at(tx, 104));
        say!(log, post::summary(tx, 104));
        say!(log, post::count_local(tx));
        say!(log, idempotency::remember(tx, ALICE, "k", 100, 5));
        say!(log, idempotency::find(tx, ALICE, "k"));
        say!(log, idempotency::find(tx, BOB, "k"));
        say!(log, idempotency::forget(tx, 6));
        say!(log, idempotency::find(tx, ALICE, "k"));
        Ok(())
    });
}

#[test]
fn edits_and_ends() {
    tell("edits_and_ends", |tx, log| {
        write_some(tx)?;
        let edit = PostEdit {
            warning: "careful".into(),
            is_sensitive: true,
            source: "new".into(),
            html: "<p>new</p>".into(),
            language: Some("en".into()),
            tags: vec!["other".into()],
            tags_json: "[\"other\"]".into(),
            media: "[]".into(),
            emojis: "[]".into(),
            named: vec![(BOB, true)],
            edited_at: 500,
            ..PostEdit::default()
        };
        say!(log, version::says(tx, 100, &edit));
        say!(log, version::edit(tx, 100, &edit));
        say!(log, version::says(tx, 100, &edit));
        say!(log, version::list(tx, 100));
        say_unordered!(log, post::load(tx, &[100], BOB, 1));
        say!(log, post::delete(tx, 100, 600));
        say!(log, tombstone::is_buried(tx, "https://example/p/100"));
        say!(
            log,
            tombstone::is_buried_for(tx, "https://example/p/100", 11)
        );
        say!(log, tombstone::is_buried_id(tx, 100));
        say!(log, tombstone::is_buried_id(tx, 101));
        say!(
            log,
            tombstone::bury(tx, "https://example/unseen", CAROL, 600)
        );
        say!(log, tombstone::is_buried(tx, "https://example/unseen"));
        say_unordered!(log, post::load(tx, &[100, 101, 103], 0, 1));
        Ok(())
    });
}

#[test]
fn reactions() {
    tell("reactions", |tx, log| {
        write_some(tx)?;
        say!(log, reaction::like(tx, 200, 100, BOB, None));
        say!(log, reaction::like(tx, 201, 100, BOB, None));
        say!(
            log,
            reaction::like(tx, 202, 100, CAROL, Some("https://there.example/likes/1"))
        );
        say!(
            log,
            reaction::find_like(tx, CAROL, "https://there.example/likes/1")
        );
        let oldest = Window {
            from: End::Oldest,
            limit: 1,
            ..ALL
        };
        say!(log, reaction::liked_by(tx, 100, &ALL));
        say!(log, reaction::liked_by(tx, 100, &oldest));
        say!(log, reaction::likes(tx, BOB, &ALL));
        say!(log, reaction::boosted_by(tx, 100, &ALL));
        say!(log, reaction::groups_of(tx, 100));
        say!(log, reaction::bookmark(tx, 203, 100, BOB));
        say!(log, reaction::bookmark(tx, 204, 100, BOB));
        say!(log, reaction::bookmarks(tx, BOB, 0, &ALL));
        say!(log, reaction::pin(tx, 205, 100, ALICE));
        say!(log, reaction::pin(tx, 206, 100, ALICE));
        say!(log, reaction::count_pins(tx, ALICE));
        say!(log, timeline::pinned(tx, ALICE));
        say_unordered!(log, post::load(tx, &[100], BOB, 1));
        say!(log, reaction::unlike(tx, 100, BOB));
        say!(log, reaction::unlike(tx, 100, BOB));
        say!(log, reaction::unbookmark(tx, 100, BOB));
        say!(log, reaction::unpin(tx, 100, ALICE));
        say!(log, reaction::unpin(tx, 100, ALICE));
        Ok(())
    });
}

#[test]
fn relations() {
    tell("relations", |tx, log| {
        move_in(tx)?;
        say!(
            log,
            relation::insert_follow(tx, &follow(20, ALICE, BOB, 0), 1)
        );
        say!(
            log,
            relation::insert_follow(tx, &follow(21, ALICE, BOB, 1), 2)
        );
        say!(log, relation::find_follow(tx, ALICE, BOB));
        let uri = "https://here.example/follows/21";
        say!(log, relation::followed_by_uri(tx, ALICE, uri));
        say!(log, relation::followed_by_uri(tx, BOB, uri));
        say!(log, relation::requests(tx, BOB, &ALL));
        say!(log, relation::count_requests(tx, BOB));
        say!(log, relation::accept_follow(tx, ALICE, BOB));
        say!(log, relation::accept_follow(tx, ALICE, BOB));
        say_unordered!(log, relation::told_of_posts(tx, BOB));
        say!(
            log,
            relation::insert_block(tx, 22, BOB, CAROL, Some("https://here.example/b/1"))
        );
        say!(log, relation::insert_block(tx, 23, BOB, CAROL, None));
        let uri = "https://here.example/b/1";
        say!(log, relation::blocked_by_uri(tx, BOB, uri));
        say!(log, relation::blocked_by_uri(tx, CAROL, uri));
        say!(log, relation::is_blocked_either_way(tx, CAROL, BOB));
        say!(log, relation::is_blocked_either_way(tx, CAROL, ALICE));
        say!(log, relation::blocked(tx, BOB, &ALL));
        say!(log, relation::reach(tx, BOB));
        say!(
            log,
            relation::upsert_mute(tx, 24, ALICE, CAROL, true, Some(100))
        );
        say!(
            log,
            relation::upsert_mute(tx, 25, ALICE, CAROL, false, Some(200))
        );
        say!(log, relation::muted(tx, ALICE, 150, &ALL));
        say!(log, relation::muted(tx, ALICE, 200, &ALL));
        say_unordered!(log, relation::between(tx, ALICE, &[BOB, CAROL, ALICE], 150));
        say_unordered!(log, relation::between(tx, CAROL, &[BOB], 150));
        say!(log, relation::delete_follow(tx, ALICE, BOB));
        say!(log, relation::delete_follow(tx, ALICE, BOB));
        say!(log, relation::delete_block(tx, BOB, CAROL));
        say!(log, relation::delete_mute(tx, ALICE, CAROL));
        say!(log, relation::delete_mute(tx, ALICE, CAROL));
        Ok(())
    });
}

#[test]
fn timelines() {
    tell("timelines", |tx, log| {
        write_some(tx)?;
        relation::insert_follow(tx, &follow(20, CAROL, BOB, 1), 1)?;
        relation::insert_follow(tx, &follow(21, ALICE, CAROL, 1), 1)?;
        for (id, window) in [
            (ALICE, ALL),
            (CAROL, ALL),
            (CAROL, Window { below: 103, ..ALL }),
        ] {
            say!(log, timeline::home(tx, id, 1, &window));
        }
        for whose in [Whose::Everyone, Whose::Local, Whose::Remote] {
            say!(log, timeline::public(tx, whose, false, true, &ALL));
            say!(log, timeline::public(tx, whose, true, false, &ALL));
            let tags = Tags {
                any: vec!["folk".into()],
                all: vec!["moot".into()],
                none: vec![],
            };
            say!(log, timeline::tagged(tx, &tags, whose, false, &ALL));
        }
        let none = Tags {
            any: vec!["folk".into()],
            all: vec![],
            none: vec!["moot".into()],
        };
        say!(
            log,
            timeline::tagged(tx, &none, Whose::Everyone, true, &ALL)
        );
        say!(
            log,
            timeline::of_account(tx, BOB, &OfAccount::default(), &ALL)
        );
        let part = OfAccount {
            exclude_boosts: true,
            exclude_replies: true,
            ..OfAccount::default()
        };
        say!(log, timeline::of_account(tx, BOB, &part, &ALL));
        let part = OfAccount {
            only_media: true,
            tagged: Some("folk".into()),
            ..OfAccount::default()
        };
        say!(log, timeline::of_account(tx, ALICE, &part, &ALL));
        say!(log, timeline::open_of_account(tx, CAROL, &ALL));
        say!(log, timeline::newest_uris(tx, ALICE, 2));
        say!(log, timeline::search_tags(tx, "fo", 10, 0));
        say!(log, timeline::search_tags(tx, "%", 10, 0));
        account::set_mark(tx, BOB, account::Mark::Suspended, Some(5))?;
        say!(
            log,
            timeline::public(tx, Whose::Everyone, false, false, &ALL)
        );
        Ok(())
    });
}

fn note(id: i64, kind: &str, post_id: i64) -> NotificationRow {
    NotificationRow {
        id,
        account_id: ALICE,
        kind: kind.into(),
        from_id: BOB,
        post_id,
        created_at: id,
        group_key: String::new(),
        is_filtered: false,
    }
}

fn of(kinds: &[&str], from: i64) -> Wanted {
    Wanted {
        account: ALICE,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        from,
        with_filtered: true,
    }
}

#[test]
fn notifications() {
    tell("notifications", |tx, log| {
        write_some(tx)?;
        for row in [
            note(1, "like", 100),
            note(2, "like", 100),
            note(3, "follow", 0),
            note(4, "mention", 101),
        ] {
            say!(log, notification::insert(tx, &row));
        }
        say!(
            log,
            notification::list(tx, &of(&["like", "follow", "mention"], 0), &ALL)
        );
        say!(log, notification::list(tx, &of(&["mention"], BOB), &ALL));
        say!(log, notification::find(tx, ALICE, 3));
        say!(log, notification::find(tx, BOB, 3));
        say!(
            log,
            notification::count_unread(tx, &of(&["like", "follow", "mention"], 0), 100)
        );
        say!(
            log,
            notification::set_marker(tx, ALICE, "notifications", 3, 10)
        );
        say!(
            log,
            notification::set_marker(tx, ALICE, "notifications", 2, 11)
        );
        say_unordered!(
            log,
            notification::markers(tx, ALICE, &["home", "notifications"])
        );
        say!(
            log,
            notification::count_unread(tx, &of(&["like", "follow", "mention"], 0), 100)
        );
        say!(log, notification::dismiss(tx, ALICE, 3));
        say!(log, notification::dismiss(tx, BOB, 4));
        say!(log, notification::withdraw(tx, ALICE, "like", BOB, 100));
        say!(log, notification::forget_between(tx, ALICE, CAROL));
        say!(
            log,
            notification::list(tx, &of(&["like", "mention"], 0), &ALL)
        );
        say!(log, notification::forget_between(tx, ALICE, BOB));
        notification::insert(tx, &note(9, "like", 100))?;
        say!(log, notification::clear(tx, ALICE));
        say!(
            log,
            notification::count_unread(tx, &of(&["like", "follow", "mention"], 0), 100)
        );
        Ok(())
    });
}
