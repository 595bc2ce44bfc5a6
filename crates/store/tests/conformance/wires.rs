//! Apps that speak for people, and peers that are spoken to.

use folkmoot_store::oauth::{AppRow, CodeRow, NewToken, Renewal};
use folkmoot_store::outbox::OutgoingRow;
use folkmoot_store::{Result, Tx, oauth, relation};

use super::people::{ALICE, BOB, CAROL, follow, move_in};
use super::transcript::{say, tell};

pub(crate) fn register(tx: &mut Tx) -> Result<()> {
    move_in(tx)?;
    let app = AppRow {
        id: 1,
        client_id: "client".into(),
        name: "App".into(),
        website: None,
        redirect_uris: "https://app.example/cb".into(),
        scopes: "read write".into(),
    };
    oauth::insert_app(tx, &app, &[9; 32], 1)
}

fn code(hash: u8, expires_at: i64) -> CodeRow {
    CodeRow {
        code_hash: [hash; 32],
        app_id: 1,
        account_id: ALICE,
        redirect_uri: "https://app.example/cb".into(),
        scopes: "read".into(),
        challenge: Some("s256".into()),
        expires_at,
        used_at: None,
        token_id: None,
    }
}

pub(crate) fn token(id: u8, account_id: Option<i64>, expires_at: Option<i64>) -> NewToken {
    NewToken {
        id: id.into(),
        token_hash: [id; 32],
        refresh_hash: expires_at.map(|_| [id + 100; 32]),
        app_id: 1,
        account_id,
        scopes: "read".into(),
        created_at: id.into(),
        expires_at,
    }
}

#[test]
fn codes() {
    tell("codes", |tx, log| {
        register(tx)?;
        say!(log, oauth::find_app(tx, "client"));
        say!(log, oauth::find_app(tx, "nobody"));
        say!(log, oauth::insert_code(tx, &code(1, 100)));
        say!(log, oauth::use_code(tx, &[1; 32], 5, 101));
        say!(log, oauth::use_code(tx, &[1; 32], 5, 99));
        say!(log, oauth::use_code(tx, &[1; 32], 6, 99));
        say!(log, oauth::find_code(tx, &[1; 32]));
        say!(log, oauth::find_code(tx, &[2; 32]));
        say!(log, oauth::insert_code(tx, &code(2, 200)));
        say!(log, oauth::prune_codes(tx, 150));
        say!(log, oauth::delete_codes_of_account(tx, ALICE));
        Ok(())
    });
}

#[test]
fn tokens() {
    tell("tokens", |tx, log| {
        register(tx)?;
        say!(log, oauth::insert_token(tx, &token(1, Some(ALICE), None)));
        say!(
            log,
            oauth::insert_token(tx, &token(2, Some(ALICE), Some(100)))
        );
        say!(log, oauth::insert_token(tx, &token(3, None, None)));
        say!(log, oauth::find_token(tx, &[1; 32], 50));
        say!(log, oauth::find_token(tx, &[2; 32], 99));
        say!(log, oauth::find_token(tx, &[2; 32], 100));
        say!(log, oauth::find_token(tx, &[3; 32], 50));
        say!(log, oauth::find_refresh(tx, &[102; 32]));
        say!(log, oauth::find_either(tx, &[102; 32]));
        let renewal = Renewal {
            id: 2,
            old_refresh_hash: [102; 32],
            token_hash: [50; 32],
            refresh_hash: [150; 32],
            scopes: "read".into(),
            created_at: 60,
            expires_at: Some(300),
        };
        say!(log, oauth::renew_token(tx, &renewal));
        say!(log, oauth::renew_token(tx, &renewal));
        say!(log, oauth::touch_token(tx, 2, 70));
        say!(log, oauth::tokens_of_account(tx, ALICE, 10));
        say!(log, oauth::keep_newest_tokens(tx, 1, ALICE, 1));
        say!(log, oauth::delete_token_of_account(tx, BOB, 2));
        say!(log, oauth::delete_token_of_account(tx, ALICE, 2));
        say!(log, oauth::delete_token(tx, 3));
        say!(log, oauth::delete_token(tx, 3));
        oauth::insert_token(tx, &token(4, Some(ALICE), Some(10)))?;
        say!(log, oauth::prune_tokens(tx, 20));
        oauth::insert_token(tx, &token(5, Some(ALICE), None))?;
        say!(log, oauth::delete_tokens_of_account(tx, ALICE));
        Ok(())
    });
}

fn outgoing(part: i64, to_followers: bool, targets: &[(&str, &str)]) -> OutgoingRow {
    OutgoingRow {
        network: "activitypub".into(),
        entry_seq: 1,
        part,
        activity_uri: format!("https://here.example/activities/{part}"),
        account_id: ALICE,
        to_followers,
        body: vec![b'{', b'}'],
        targets: targets
            .iter()
            .map(|(host, inbox)| ((*host).into(), (*inbox).into()))
            .collect(),
    }
}

#[test]
fn deliveries() {
    tell("deliveries", |tx, log| {
        move_in(tx)?;
        relation::insert_follow(tx, &follow(20, CAROL, ALICE, 1), 1)?;
        let ap = "activitypub";
        say!(log, outbox::enqueue(tx, &outgoing(0, true, &[]), 10));
        say!(log, outbox::enqueue(tx, &outgoing(0, true, &[]), 10));
        let other = [("other.example", "https://other.example/inbox")];
        say!(log, outbox::enqueue(tx, &outgoing(1, false, &other), 11));
        say!(log, outbox::due_lanes(tx, ap, 20, 10));
        say!(log, outbox::lane_wanted(tx, ap, "there.example"));
        say!(log, outbox::next_in_lane(tx, ap, "there.example", 0));
        say!(log, outbox::next_in_lane(tx, ap, "other.example", 0));
        say!(
            log,
            outbox::lane_failed(tx, ap, "other.example", "503", 1000)
        );
        say!(log, outbox::next_retry(tx, ap));
        say!(log, outbox::lanes_waiting(tx, ap));
        say!(log, outbox::lanes_in_trouble(tx, ap, 10));
        say!(log, outbox::lane_done(tx, ap, "there.example", 1));
        say!(log, outbox::next_in_lane(tx, ap, "there.example", 1));
        say!(log, outbox::lane_idle(tx, ap, "there.example", 1));
        say!(log, outbox::due_lanes(tx, ap, 20, 10));
        say!(log, outbox::due_lanes(tx, ap, 1000, 10));
        say!(
            log,
            outbox::lane_given_up(tx, ap, "other.example", "503", 2000)
        );
        say!(log, outbox::due_lanes(tx, ap, 9000, 10));
        say!(log, outbox::enqueue(tx, &outgoing(2, false, &other), 12));
        say!(log, outbox::due_lanes(tx, ap, 1999, 10));
        say!(log, outbox::due_lanes(tx, ap, 2000, 10));
        say!(log, outbox::prune(tx, 11));
        Ok(())
    });
}

#[test]
fn peers() {
    tell("peers", |tx, log| {
        move_in(tx)?;
        let (ap, uri) = ("activitypub", "https://there.example/activities/1");
        say!(log, outbox::peer_facts(tx, ap, "there.example"));
        say!(
            log,
            outbox::set_peer_facts(tx, ap, "there.example", "{\"a\":1}", 1)
        );
        say!(
            log,
            outbox::set_peer_facts(tx, ap, "there.example", "{\"a\":2}", 2)
        );
        say!(log, outbox::peer_facts(tx, ap, "there.example"));
        say!(log, outbox::received_at(tx, ap, uri));
        say!(log, outbox::mark_received(tx, ap, uri, CAROL, b"{}", 5));
        say!(log, outbox::mark_received(tx, ap, uri, CAROL, b"{}", 6));
        say!(log, outbox::received_at(tx, ap, uri));
        say!(log, outbox::forget_received(tx, 6));
        Ok(())
    });
}
