//! Accounts that come here with their repository, or go away with it.

use folkmoot_store::identity::IdentityRow;
use folkmoot_store::relation::{ACCEPTED, FollowRow};
use folkmoot_store::repo::{RecordRow, RepoRow};
use folkmoot_store::repo_arrival::ArrivalRow;
use folkmoot_store::{Result, Tx};

use super::people::{ALICE, BOB, CAROL, move_in};
use super::transcript::{Log, say, tell};

fn arrive(tx: &mut Tx, log: &mut Log) -> Result<()> {
    move_in(tx)?;
    let repo = RepoRow {
        account_id: ALICE,
        did: "did:plc:alice".into(),
        handle: "alice.example.org".into(),
        state: "deactivated".into(),
        head: None,
    };
    say!(log, repo::insert(tx, &repo, 10));
    Ok(())
}

fn record(rkey: &str, rev: &str) -> RecordRow {
    RecordRow {
        collection: "a.b.post".into(),
        rkey: rkey.into(),
        cid: vec![1],
        body: vec![2],
        rev: rev.into(),
        subject_id: None,
    }
}

#[test]
fn arrivals() {
    tell("repositories_that_arrive", |tx, log| {
        arrive(tx, log)?;
        say!(log, repo::put_record(tx, ALICE, &record("old", "3l1")));
        say!(log, repo::put_record(tx, ALICE, &record("new", "3l2")));
        say!(log, repo::put_node(tx, ALICE, &[7], &[8], "3l2"));
        say!(log, repo_arrival::count_blocks(tx, ALICE));
        say!(log, repo_arrival::drop_older(tx, ALICE, "3l2"));
        say!(log, repo_arrival::count_blocks(tx, ALICE));
        say!(log, repo_arrival::begin(tx, ALICE, "a.b.profile"));
        say!(log, repo_arrival::waiting(tx, 10));
        say!(log, repo::set_state(tx, ALICE, "active", 20));
        say!(log, repo_arrival::waiting(tx, 10));
        let further = ArrivalRow {
            account_id: ALICE,
            collection: "a.b.post".into(),
            rkey: "new".into(),
        };
        say!(log, repo_arrival::advance(tx, &further));
        say!(log, repo_arrival::waiting(tx, 10));
        let key = ("a.b.post", "new");
        say!(log, repo_arrival::set_subject(tx, ALICE, key, 100));
        say!(log, repo_arrival::set_subject(tx, ALICE, key, 101));
        say!(log, repo::of_subject(tx, 100));
        say!(log, repo_arrival::end(tx, ALICE, 30));
        say!(log, repo_arrival::waiting(tx, 10));
        say!(log, repo_arrival::clear(tx, ALICE));
        say!(log, repo_arrival::count_blocks(tx, ALICE));
        Ok(())
    });
}

#[test]
fn those_kept_back() {
    tell("repositories_kept_back", |tx, log| {
        arrive(tx, log)?;
        say!(log, repo_arrival::set_delete_after(tx, ALICE, Some(50)));
        say!(log, repo_arrival::overdue(tx, 49, 10));
        say!(log, repo_arrival::overdue(tx, 50, 10));
        say!(log, repo::set_state(tx, ALICE, "suspended", 20));
        say!(log, repo::out_of_step(tx, 10));
        say!(log, repo::set_state(tx, ALICE, "active", 21));
        say!(log, repo::set_state(tx, ALICE, "suspended", 22));
        say!(log, repo::out_of_step(tx, 10));
        say!(log, repo_arrival::overdue(tx, 50, 10));
        say!(log, repo::set_state(tx, ALICE, "deleted", 23));
        say!(log, repo::forget_deleted(tx, "did:plc:alice", "other"));
        say!(log, repo::find(tx, ALICE));
        Ok(())
    });
}

#[test]
fn codes() {
    tell("codes_of_members", |tx, log| {
        move_in(tx)?;
        say!(log, member_code::put(tx, ALICE, ("moving", "one"), 50));
        say!(log, member_code::put(tx, ALICE, ("moving", "two"), 60));
        say!(log, member_code::of_account(tx, ALICE, 59));
        say!(log, member_code::of_account(tx, ALICE, 60));
        say!(log, member_code::remove(tx, ALICE, "moving"));
        say!(log, member_code::of_account(tx, ALICE, 1));
        Ok(())
    });
}

#[test]
fn faces() {
    tell("faces_that_are_claimed", |tx, log| {
        move_in(tx)?;
        let face = |account_id: i64| IdentityRow {
            network: "atproto".into(),
            uri: "did:plc:carol".into(),
            account_id,
            host: "example.org".into(),
            document: "{}".into(),
            ..IdentityRow::default()
        };
        let follow = |id: i64, follower_id: i64, followee_id: i64| FollowRow {
            id,
            follower_id,
            followee_id,
            state: ACCEPTED,
            uri: None,
            shows_boosts: true,
            notifies: false,
            languages: String::new(),
        };
        say!(log, identity::claim(tx, &face(CAROL)));
        say!(
            log,
            relation::insert_follow(tx, &follow(1, ALICE, CAROL), 10)
        );
        say!(log, relation::insert_follow(tx, &follow(2, BOB, CAROL), 10));
        say!(log, relation::insert_follow(tx, &follow(3, ALICE, BOB), 10));
        say!(log, identity::claim(tx, &face(BOB)));
        say!(log, identity::find(tx, "atproto", "did:plc:carol"));
        say!(log, relation::find_follow(tx, ALICE, CAROL));
        say!(log, relation::find_follow(tx, ALICE, BOB));
        say!(log, relation::find_follow(tx, BOB, BOB));
        say!(log, relation::move_followers(tx, BOB, CAROL));
        say!(log, relation::find_follow(tx, ALICE, CAROL));
        say!(log, account_move::add_alias(tx, ALICE, BOB));
        say!(log, account_move::add_alias(tx, ALICE, BOB));
        say!(log, account_move::aliases(tx, ALICE));
        say!(log, account_move::remove_alias(tx, ALICE, BOB));
        say!(log, account_move::aliases(tx, ALICE));
        say!(log, account_move::note(tx, ALICE, BOB, 20));
        say!(log, account_move::forget(tx, ALICE));
        say!(log, account_move::forget(tx, ALICE));
        say!(log, account_move::moved_at(tx, ALICE));
        say!(log, identity::remove(tx, "activitypub", BOB));
        say!(log, identity::find(tx, "atproto", "did:plc:carol"));
        say!(log, identity::remove(tx, "atproto", BOB));
        say!(log, identity::find(tx, "atproto", "did:plc:carol"));
        Ok(())
    });
}
