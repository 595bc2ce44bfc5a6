//! What the host tells everybody, and where apps want to be woken.

use folkmoot_store::announcement::AnnouncementRow;
use folkmoot_store::notification::NotificationRow;
use folkmoot_store::push::{JobRow, SubscriptionRow};
use folkmoot_store::{Tx, notification, oauth};

use super::people::{ALICE, BOB};
use super::transcript::{say, tell};
use super::wires::{register, token};

fn news(id: i64, ends_at: Option<i64>) -> AnnouncementRow {
    AnnouncementRow {
        id,
        text: "Hear, hear".into(),
        html: "<p>Hear, hear</p>".into(),
        tags: "[]".into(),
        mentions: "[]".into(),
        ends_at,
        created_at: id,
        updated_at: id,
        ..AnnouncementRow::default()
    }
}

#[test]
fn announcements() {
    tell("announcements", |tx: &mut Tx, log| {
        super::people::move_in(tx)?;
        say!(log, announcement::put(tx, &news(1, None)));
        say!(log, announcement::put(tx, &news(2, Some(50))));
        say!(log, announcement::put(tx, &news(1, Some(90))));
        say!(log, announcement::find(tx, 1));
        say!(log, announcement::find(tx, 3));
        say!(log, announcement::current(tx, 40));
        say!(log, announcement::current(tx, 60));
        say!(log, announcement::mark_read(tx, ALICE, 1));
        say!(log, announcement::mark_read(tx, ALICE, 1));
        say!(log, announcement::read_by(tx, ALICE, &[1, 2]));
        say!(log, announcement::react(tx, 1, "🎉", ALICE, 5));
        say!(log, announcement::react(tx, 1, "🎉", ALICE, 6));
        say!(log, announcement::react(tx, 1, "🎉", BOB, 7));
        say!(log, announcement::react(tx, 1, "👍", BOB, 8));
        say!(log, announcement::reactions(tx, &[1, 2], ALICE));
        say!(log, announcement::unreact(tx, 1, "🎉", ALICE));
        say!(log, announcement::unreact(tx, 1, "🎉", ALICE));
        say!(log, announcement::reactions(tx, &[1], 0));
        say!(log, announcement::delete(tx, 1));
        say!(log, announcement::delete(tx, 1));
        say!(log, announcement::reactions(tx, &[1], 0));
        Ok(())
    });
}

fn subscription(id: i64, token_id: i64) -> SubscriptionRow {
    SubscriptionRow {
        id,
        token_id,
        account_id: ALICE,
        endpoint: "https://push.example/1".into(),
        public: vec![4, 1],
        auth: vec![2],
        is_standard: true,
        alerts: "[]".into(),
        policy: "all".into(),
        sealed_token: vec![3],
        created_at: 5,
    }
}

fn job(id: i64, subscription_id: i64, due_at: i64) -> JobRow {
    JobRow {
        id,
        subscription_id,
        notification_id: 70,
        tries: 0,
        due_at,
    }
}

#[test]
fn pushes() {
    tell("pushes", |tx: &mut Tx, log| {
        register(tx)?;
        oauth::insert_token(tx, &token(1, Some(ALICE), None))?;
        oauth::insert_token(tx, &token(2, Some(ALICE), Some(100)))?;
        notification::insert(
            tx,
            &NotificationRow {
                id: 70,
                account_id: ALICE,
                kind: "follow".into(),
                from_id: BOB,
                post_id: 0,
                created_at: 1,
                group_key: String::new(),
                is_filtered: false,
            },
        )?;
        say!(log, push::put(tx, &subscription(10, 1)));
        say!(log, push::put(tx, &subscription(11, 1)));
        say!(log, push::put(tx, &subscription(12, 2)));
        say!(log, push::find(tx, 1));
        say!(log, push::find(tx, 3));
        say!(log, push::find_by_id(tx, 10));
        say!(log, push::update(tx, 1, "[\"like\"]", "none"));
        say!(log, push::update(tx, 3, "[]", "none"));
        say!(log, push::wakeable(tx, ALICE, 50));
        say!(log, push::wakeable(tx, ALICE, 200));
        say!(log, push::wakeable(tx, BOB, 50));
        say!(log, push::enqueue(tx, &job(1, 11, 20)));
        say!(log, push::enqueue(tx, &job(2, 11, 21)));
        say!(log, push::enqueue(tx, &job(3, 12, 10)));
        say!(log, push::due(tx, 15, 10));
        say!(log, push::put_off(tx, 3, 30));
        say!(log, push::due(tx, 40, 10));
        say!(log, push::finish(tx, 1));
        say!(log, push::drop_gone(tx, 12));
        say!(log, push::due(tx, 40, 10));
        say!(log, push::remove(tx, 1));
        say!(log, push::find(tx, 1));
        Ok(())
    });
}
