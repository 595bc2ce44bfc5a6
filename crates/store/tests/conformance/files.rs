//! Files: their names, what they are attached to, and when their bytes can go.

use folkmoot_store::file::{AVATAR, EMOJI, FileRow, MEDIA};
use folkmoot_store::media::MediaRow;
use folkmoot_store::upload::UploadRow;
use folkmoot_store::{Result, Tx, account, file, media, post, upload};

use super::people::{ALICE, BOB, move_in};
use super::posts::new_post;
use super::transcript::{say, say_unordered, tell};

fn name(tx: &mut Tx, name: &str, digest: &str, usage: &'static str, owner_id: i64) -> Result<()> {
    let row = FileRow {
        name: name.into(),
        digest: digest.into(),
        length: 1_000,
        usage,
        owner_id,
        created_at: 10,
    };
    file::insert(tx, &row)
}

fn upload(tx: &mut Tx, id: i64, account_id: i64) -> Result<()> {
    let row = MediaRow {
        id,
        account_id,
        post_id: None,
        about: format!("{{\"id\":{id}}}"),
        touched_at: id,
        state: media::READY.into(),
        input: None,
        fault: String::new(),
    };
    media::insert(tx, &row)
}

#[test]
fn files_follow_their_post_and_go_when_nobody_needs_them() {
    tell("files", |tx, log| {
        move_in(tx)?;
        for id in [1, 2, 3] {
            upload(tx, id, ALICE)?;
            name(tx, &format!("{id}.png"), "aa", MEDIA, id)?;
        }
        upload(tx, 4, BOB)?;
        post::insert(tx, &new_post(100, ALICE))?;
        say!(log, media::count_loose(tx, ALICE));
        say!(log, media::attach(tx, ALICE, 100, &[1, 2, 4]));
        say!(log, media::attach(tx, ALICE, 100, &[1]));
        say!(log, media::attach(tx, BOB, 101, &[1]));
        say!(log, media::set_about(tx, 2, "{\"alt\":\"a cat\"}"));
        say_unordered!(log, media::load(tx, ALICE, &[1, 2, 3, 4]));
        say!(log, file::open(tx, "2.png"));
        say!(log, media::detach(tx, 100, &[2], 50));
        say!(log, media::delete_loose(tx, ALICE, &[2, 3, 4]));
        // The bytes have two more names.
        say!(log, file::release(tx, MEDIA, &[3], &[]));
        say!(log, file::open(tx, "3.png"));
        say!(log, file::open(tx, "2.png"));
        say!(log, post::delete(tx, 100, 60));
        say!(log, file::open(tx, "2.png"));
        say_unordered!(log, media::load(tx, ALICE, &[1, 2, 3]));
        say!(log, media::delete_forgotten(tx, 60, 10));
        say!(log, file::release(tx, MEDIA, &[1], &[]));
        name(tx, "alice.png", "bb", AVATAR, ALICE)?;
        name(tx, "newer.png", "cc", AVATAR, ALICE)?;
        name(tx, "blob.png", "dd", EMOJI, 9)?;
        say!(
            log,
            file::release(tx, AVATAR, &[ALICE], &["newer.png".into()])
        );
        say!(log, file::release_stray(tx, 1_000, 10));
        say!(log, file::open(tx, "newer.png"));
        account::set_mark(tx, ALICE, account::Mark::Suspended, Some(65))?;
        say!(log, file::open(tx, "newer.png"));
        account::delete(tx, ALICE, 70)?;
        say!(log, file::release_stray(tx, 1_000, 10));
        say!(log, file::open(tx, "blob.png"));
        Ok(())
    });
}

#[test]
fn bytes_that_are_about_to_get_a_name_stay_and_those_of_a_crash_go() {
    tell("pending files", |tx, log| {
        move_in(tx)?;
        let digests = ["aa".to_owned(), "bb".to_owned(), "aa".to_owned()];
        say!(log, file::begin(tx, 1, &digests, 10));
        upload(tx, 1, ALICE)?;
        name(tx, "1.png", "aa", MEDIA, 1)?;
        let chance = "c".repeat(43);
        name(tx, &format!("{chance}.png"), "aa", MEDIA, 1)?;
        name(tx, &format!("{chance}.webp"), "cc", AVATAR, ALICE)?;
        say!(log, file::weigh(tx));
        say!(log, file::weigh_kept(tx));
        // Another attempt counts on the bytes while their only name goes.
        say!(log, file::begin(tx, 2, &["aa".into()], 20));
        say!(log, file::settle(tx, 1));
        say!(log, file::release(tx, MEDIA, &[1], &[]));
        say!(log, file::settle_stale(tx, 20, 10));
        say!(log, file::settle_stale(tx, 21, 10));
        say!(log, file::settle(tx, 2));
        Ok(())
    });
}

#[test]
fn a_file_waits_until_something_was_made_of_it_or_could_not_be() {
    tell("files_in_the_making", |tx, log| {
        move_in(tx)?;
        for id in [1, 2] {
            let row = MediaRow {
                id,
                account_id: ALICE,
                post_id: None,
                about: "{}".into(),
                touched_at: id,
                state: media::WAITING.into(),
                input: Some(format!("{id}.raw")),
                fault: String::new(),
            };
            media::insert(tx, &row)?;
        }
        say!(log, media::next_waiting(tx));
        say!(log, media::begin(tx, 1));
        say!(log, media::forgive(tx, 1));
        say!(log, media::begin(tx, 1));
        say!(log, media::begin(tx, 1));
        say!(log, media::waiting_about(tx, 1));
        say!(log, media::finish(tx, 1, media::READY, "{\"a\":1}", ""));
        say!(log, media::waiting_about(tx, 1));
        say!(log, media::begin(tx, 1));
        say!(log, media::next_waiting(tx));
        say!(log, media::finish(tx, 2, media::FAILED, "{}", "is damaged"));
        // What is done stays as it is.
        say!(log, media::finish(tx, 2, media::READY, "{}", ""));
        say!(log, media::next_waiting(tx));
        say_unordered!(log, media::load(tx, ALICE, &[1, 2]));
        Ok(())
    });
}

#[test]
fn what_arrives_in_parts_is_under_way_until_it_is_whole_or_given_up() {
    tell("uploads", |tx, log| {
        for (id, account_id, length) in [(1, ALICE, 500), (2, ALICE, 70), (3, BOB, 9)] {
            let row = UploadRow {
                id,
                account_id,
                length,
                about: "{}".into(),
                expires_at: id * 100,
                media_id: None,
            };
            upload::insert(tx, &row)?;
        }
        say!(log, upload::under_way(tx, ALICE));
        say!(log, upload::find(tx, ALICE, 1, 99));
        say!(log, upload::find(tx, ALICE, 1, 100));
        say!(log, upload::find(tx, BOB, 1, 99));
        say!(log, upload::finish(tx, 1, 7));
        say!(log, upload::finish(tx, 1, 8));
        say!(log, upload::find(tx, ALICE, 1, 99));
        say!(log, upload::under_way(tx, ALICE));
        say_unordered!(log, upload::known(tx, &[1, 2, 3, 4]));
        say!(log, upload::delete(tx, 2));
        say!(log, upload::delete_expired(tx, 100, 10));
        say!(log, upload::under_way(tx, ALICE));
        say_unordered!(log, upload::known(tx, &[1, 2, 3, 4]));
        Ok(())
    });
}
