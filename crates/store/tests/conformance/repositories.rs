//! Signed repositories, their files, their events, and what the directory of names is told.

use folkmoot_store::did_operation::OperationRow;
use folkmoot_store::repo::{HeadRow, RecordRow, RepoRow};
use folkmoot_store::repo_blob::BlobRow;
use folkmoot_store::repo_event::EventRow;
use folkmoot_store::strong_ref::StrongRefRow;
use folkmoot_store::{Result, Tx};

use super::people::{ALICE, BOB, CAROL, move_in};
use super::posts::write_some;
use super::transcript::{Log, say, tell};

fn repo_row(account_id: i64, name: &str) -> RepoRow {
    RepoRow {
        account_id,
        did: format!("did:plc:{name}"),
        handle: format!("{name}.example.org"),
        state: "new".into(),
        head: None,
    }
}

fn head(number: u8) -> HeadRow {
    HeadRow {
        cid: vec![number; 4],
        body: vec![number, 1],
        rev: format!("3l{number}"),
        root: vec![number, 2],
    }
}

fn record_row(rkey: &str, number: u8, subject_id: Option<i64>) -> RecordRow {
    RecordRow {
        collection: "a.b.post".into(),
        rkey: rkey.into(),
        cid: vec![number; 3],
        body: vec![number; 9],
        subject_id,
        rev: format!("3l{number}"),
    }
}

fn begin(tx: &mut Tx, log: &mut Log) -> Result<()> {
    move_in(tx)?;
    say!(log, repo::insert(tx, &repo_row(ALICE, "alice"), 10));
    say!(log, repo::insert(tx, &repo_row(ALICE, "other"), 11));
    say!(log, repo::insert(tx, &repo_row(BOB, "bob"), 12));
    Ok(())
}

#[test]
fn repositories() {
    tell("repositories", |tx, log| {
        begin(tx, log)?;
        say!(log, repo::without(tx, 0, 10));
        say!(log, repo::find(tx, ALICE));
        say!(log, repo::of_accounts(tx, &[BOB, ALICE, 9_999]));
        say!(log, repo::find_by_did(tx, "did:plc:bob"));
        say!(log, repo::find_by_handle(tx, "bob.example.org"));
        say!(log, repo::set_handle(tx, BOB, "bobby.example.org", 13));
        say!(log, repo::find_by_handle(tx, "bob.example.org"));
        say!(log, repo::page(tx, "", 10));
        say!(log, repo::move_head(tx, ALICE, None, &head(1), 20));
        say!(log, repo::move_head(tx, ALICE, None, &head(2), 21));
        say!(log, repo::move_head(tx, ALICE, Some(&[9]), &head(2), 21));
        say!(log, repo::move_head(tx, ALICE, Some(&[1; 4]), &head(2), 21));
        say!(log, repo::set_state(tx, ALICE, "active", 22));
        say!(log, repo::set_state(tx, ALICE, "active", 23));
        say!(log, repo::page(tx, "", 10));
        say!(log, repo::page(tx, "did:plc:alice", 10));
        say!(log, repo::count_by_state(tx));
        say!(log, repo::out_of_step(tx, 10));
        folkmoot_store::account::set_mark(
            tx,
            ALICE,
            folkmoot_store::account::Mark::Suspended,
            Some(30),
        )?;
        say!(log, repo::out_of_step(tx, 10));
        Ok(())
    });
}

#[test]
fn records() {
    tell("records_of_repositories", |tx, log| {
        begin(tx, log)?;
        let (first, second) = (record_row("1", 1, Some(100)), record_row("2", 2, None));
        say!(log, repo::put_record(tx, ALICE, &first));
        say!(log, repo::put_record(tx, ALICE, &second));
        say!(log, repo::put_record(tx, ALICE, &record_row("1", 3, None)));
        say!(log, repo::record(tx, ALICE, "a.b.post", "1"));
        say!(log, repo::record(tx, BOB, "a.b.post", "1"));
        say!(log, repo::records(tx, ALICE, "a.b.post", None, false, 10));
        say!(
            log,
            repo::records(tx, ALICE, "a.b.post", Some("2"), false, 10)
        );
        say!(
            log,
            repo::records(tx, ALICE, "a.b.post", Some("1"), true, 10)
        );
        say!(log, repo::collections(tx, ALICE));
        say!(log, repo::count_records(tx, ALICE));
        say!(log, repo::of_subject(tx, 100));
        say!(log, repo::named(tx, "did:plc:alice", "a.b.post", "2"));
        say!(log, repo::put_node(tx, ALICE, &[7], &[7, 7], "3l1"));
        say!(log, repo::put_node(tx, ALICE, &[7], &[8, 8], "3l2"));
        say!(log, repo::node(tx, ALICE, &[7]));
        say!(log, repo::node(tx, BOB, &[7]));
        say!(log, repo::block(tx, ALICE, &[7]));
        say!(log, repo::block(tx, ALICE, &[2; 3]));
        say!(log, repo::blocks_after(tx, ALICE, "", &[], 10));
        say!(log, repo::blocks_after(tx, ALICE, "3l2", &[], 10));
        say!(log, repo::blocks_after(tx, ALICE, "", &[2; 3], 10));
        say!(log, repo::delete_record(tx, ALICE, "a.b.post", "2"));
        say!(log, repo::delete_node(tx, ALICE, &[7]));
        say!(log, repo::blocks_after(tx, ALICE, "", &[], 10));
        say!(log, repo::empty(tx, ALICE));
        say!(log, repo::count_records(tx, ALICE));
        say!(log, repo::preferences(tx, ALICE));
        say!(log, repo::set_preferences(tx, ALICE, "[]"));
        say!(log, repo::set_preferences(tx, ALICE, "[1]"));
        say!(log, repo::preferences(tx, ALICE));
        Ok(())
    });
}

fn event_row(seq: i64, account_id: i64) -> EventRow {
    EventRow {
        seq,
        account_id,
        kind: "commit".into(),
        frame: vec![1],
        at: seq,
    }
}

#[test]
fn events() {
    tell("events_of_repositories", |tx, log| {
        begin(tx, log)?;
        say!(log, repo_event::ends(tx));
        say!(log, repo_event::next_seq(tx, 100));
        say!(log, repo_event::next_seq(tx, 50));
        say!(log, repo_event::next_seq(tx, 500));
        for (seq, account) in [(100, ALICE), (101, BOB), (500, ALICE)] {
            say!(log, repo_event::append(tx, &event_row(seq, account)));
        }
        say!(log, repo_event::ends(tx));
        say!(log, repo_event::after(tx, 100, 10, 1_000));
        say!(log, repo_event::after(tx, 0, 1, 1_000));
        say!(log, repo_event::after(tx, 0, 10, 1));
        say!(log, repo_event::count_since(tx, 100));
        say!(log, repo_event::prune(tx, 101, 10));
        say!(log, repo_event::prune(tx, 1_000, 10));
        say!(log, repo_event::after(tx, 0, 10, 1_000));
        say!(log, repo_event::forget_account(tx, ALICE));
        say!(log, repo_event::ends(tx));
        Ok(())
    });
}

fn blob_row(id: i64, digest: &str, uploaded_at: i64) -> BlobRow {
    BlobRow {
        id,
        account_id: ALICE,
        digest: digest.into(),
        media_type: "image/png".into(),
        length: 5,
        uploaded_at,
    }
}

#[test]
fn blobs() {
    tell("files_of_repositories", |tx, log| {
        begin(tx, log)?;
        let record = ("a.b.post", "1");
        say!(log, repo_blob::insert(tx, &blob_row(1, "aa", 10)));
        say!(log, repo_blob::insert(tx, &blob_row(2, "aa", 20)));
        say!(log, repo_blob::insert(tx, &blob_row(3, "bb", 20)));
        say!(log, repo_blob::find(tx, ALICE, "aa"));
        say!(log, repo_blob::add_use(tx, ALICE, "aa", record, "3l1"));
        say!(log, repo_blob::add_use(tx, ALICE, "aa", record, "3l2"));
        say!(log, repo_blob::add_use(tx, ALICE, "cc", record, "3l2"));
        say!(log, repo_blob::find(tx, ALICE, "aa"));
        say!(log, repo_blob::is_used(tx, ALICE, "bb"));
        say!(log, repo_blob::used(tx, ALICE, "", "", 10));
        say!(log, repo_blob::used(tx, ALICE, "3l1", "", 10));
        say!(log, repo_blob::used(tx, ALICE, "", "aa", 10));
        say!(log, repo_blob::missing(tx, ALICE, "", 10));
        say!(log, repo_blob::count(tx, ALICE));
        say!(log, repo_blob::loose(tx, 30, 10));
        say!(log, repo_blob::of_account(tx, ALICE));
        say!(log, repo_blob::end_uses(tx, ALICE, "a.b.post", "1"));
        say!(log, repo_blob::remove(tx, ALICE, "aa"));
        say!(log, repo_blob::count(tx, ALICE));
        Ok(())
    });
}

#[test]
fn names() {
    tell("operations_on_names", |tx, log| {
        begin(tx, log)?;
        let operation = |n: i64| OperationRow {
            account_id: ALICE,
            n,
            body: "{}".into(),
            cid: format!("cid{n}"),
            taken_at: None,
            failures: 0,
            error: String::new(),
        };
        say!(log, did_operation::insert(tx, &operation(0), 10));
        say!(log, did_operation::insert(tx, &operation(1), 20));
        say!(log, did_operation::waiting(tx));
        say!(log, did_operation::due(tx, 30, 10));
        say!(log, did_operation::failed(tx, ALICE, 0, "not now", 60));
        say!(log, did_operation::due(tx, 30, 10));
        say!(log, did_operation::taken(tx, ALICE, 0, 61));
        say!(log, did_operation::due(tx, 30, 10));
        say!(log, did_operation::of_account(tx, ALICE));
        Ok(())
    });
}

#[test]
fn strong_refs() {
    tell("versions_of_posts", |tx, log| {
        write_some(tx)?;
        let begins = StrongRefRow {
            cid: "c1".into(),
            root: None,
        };
        let answers = StrongRefRow {
            cid: "c2".into(),
            root: Some(("at://x".into(), "c0".into())),
        };
        say!(log, strong_ref::find(tx, 100));
        say!(log, strong_ref::set(tx, 100, &begins));
        say!(log, strong_ref::set(tx, 100, &answers));
        say!(log, strong_ref::find(tx, 100));
        say!(log, reaction::like(tx, 900, 100, CAROL, None));
        say!(log, reaction::like_id(tx, 100, CAROL));
        say!(log, reaction::like_id(tx, 100, BOB));
        Ok(())
    });
}
