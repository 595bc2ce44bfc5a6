//! What people are told of in groups, and what is held back from them.

use folkmoot_store::notification::{NotificationRow, Wanted};
use folkmoot_store::{End, Tx, Window};

use super::people::{ALICE, BOB, CAROL, follow};
use super::posts::write_some;
use super::transcript::{say, tell};

const ALL: Window = Window::newest(50);

fn note(id: i64, kind: &str, from_id: i64, post_id: i64, group_key: &str) -> NotificationRow {
    NotificationRow {
        id,
        account_id: ALICE,
        kind: kind.into(),
        from_id,
        post_id,
        created_at: id * 10,
        group_key: group_key.into(),
        is_filtered: false,
    }
}

fn wanted() -> Wanted {
    Wanted {
        account: ALICE,
        kinds: ["like", "follow", "mention"].map(Into::into).to_vec(),
        from: 0,
        with_filtered: false,
    }
}

#[test]
fn groups() {
    tell("notification_groups", |tx: &mut Tx, log| {
        write_some(tx)?;
        for row in [
            note(1, "like", BOB, 100, "like-100-0"),
            note(2, "mention", BOB, 101, ""),
            note(3, "like", CAROL, 100, "like-100-0"),
            note(4, "follow", CAROL, 0, "follow-0"),
        ] {
            say!(log, notification::insert(tx, &row));
        }
        let grouped = ["like", "follow"].map(String::from);
        say!(
            log,
            notification_group::heads(tx, &wanted(), &grouped, &ALL)
        );
        say!(log, notification_group::heads(tx, &wanted(), &[], &ALL));
        let oldest = Window {
            above: 1,
            limit: 2,
            from: End::Oldest,
            ..ALL
        };
        say!(
            log,
            notification_group::heads(tx, &wanted(), &grouped, &oldest)
        );
        let keys = ["like-100-0", "ungrouped-2", "ungrouped-9"].map(String::from);
        say!(
            log,
            notification_group::load(tx, ALICE, &keys, false, (2, 9))
        );
        say!(log, notification_group::load(tx, BOB, &keys, true, (0, 9)));
        say!(log, notification_group::people(tx, ALICE, "like-100-0"));
        say!(log, notification_group::people(tx, ALICE, "ungrouped-2"));
        say!(
            log,
            notification_group::count_unread(tx, &wanted(), &grouped, 10)
        );
        say!(log, notification_group::count_unread(tx, &wanted(), &[], 3));
        say!(log, notification_group::dismiss(tx, BOB, "like-100-0"));
        say!(log, notification_group::dismiss(tx, ALICE, "like-100-0"));
        say!(log, notification_group::dismiss(tx, ALICE, "ungrouped-2"));
        say!(log, notification::list(tx, &wanted(), &ALL));
        Ok(())
    });
}

#[test]
fn requests() {
    tell("notification_requests", |tx: &mut Tx, log| {
        write_some(tx)?;
        say!(log, notification_policy::find(tx, ALICE));
        say!(log, notification_policy::set(tx, ALICE, "{}"));
        say!(log, notification_policy::set(tx, ALICE, "{\"bots\":1}"));
        say!(log, notification_policy::find(tx, ALICE));
        say!(log, notification_policy::standing(tx, ALICE, CAROL, 104));
        folkmoot_store::relation::insert_follow(tx, &follow(20, BOB, ALICE, 1), 7)?;
        say!(log, notification_policy::standing(tx, ALICE, BOB, 0));
        say!(log, notification_policy::standing(tx, ALICE, 999, 0));
        let mut held = note(1, "mention", CAROL, 104, "");
        held.is_filtered = true;
        say!(log, notification::insert(tx, &held));
        say!(log, notification_request::open(tx, 50, ALICE, CAROL, 5));
        say!(log, notification_request::open(tx, 51, ALICE, CAROL, 6));
        say!(log, notification_request::open(tx, 52, ALICE, BOB, 6));
        say!(log, notification_request::list(tx, ALICE, &ALL));
        say!(log, notification_request::load(tx, ALICE, &[50, 52]));
        say!(log, notification_request::load(tx, BOB, &[50]));
        say!(log, notification_request::count(tx, ALICE));
        say!(log, notification::list(tx, &wanted(), &ALL));
        say!(log, notification_policy::permit(tx, ALICE, &[CAROL, 999]));
        say!(log, notification_request::release(tx, ALICE, &[CAROL]));
        say!(log, notification::list(tx, &wanted(), &ALL));
        say!(log, notification_policy::standing(tx, ALICE, CAROL, 104));
        held.id = 2;
        held.kind = "like".into();
        say!(log, notification::insert(tx, &held));
        say!(log, notification_request::discard(tx, ALICE, &[CAROL]));
        say!(log, notification_request::count(tx, ALICE));
        Ok(())
    });
}
