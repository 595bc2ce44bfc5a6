//! Files: their names, what they are attached to, and when their bytes can go.

use folkmoot_store::file::{AVATAR, EMOJI, FileRow, MEDIA};
use folkmoot_store::media::MediaRow;
use folkmoot_store::{Result, Tx, account, file, media, post};

use super::people::{ALICE, BOB, move_in};
use super::posts::new_post;
use super::transcript::{say, say_unordered, tell};

fn name(tx: &mut Tx, name: &str, digest: &str, usage: &'static str, owner_id: i64) -> Result<()> {
    let row = FileRow {
        name: name.into(),
        digest: digest.into(),
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
        say!(log, media::detach(tx, 100, &[2], 50));
        say!(log, media::delete_loose(tx, ALICE, &[2, 3, 4]));
        // The bytes have two more names.
        say!(log, file::release(tx, MEDIA, &[3], &[]));
        say!(log, file::find(tx, "3.png"));
        say!(log, file::find(tx, "2.png"));
        say!(log, post::delete(tx, 100, 60));
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
        account::delete(tx, ALICE, 70)?;
        say!(log, file::release_stray(tx, 1_000, 10));
        say!(log, file::find(tx, "blob.png"));
        Ok(())
    });
}
