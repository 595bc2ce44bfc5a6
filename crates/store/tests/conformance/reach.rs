//! Files that everybody may be given, events on their way to other servers, and apps that sign with members' keys.

use folkmoot_store::Tx;
use folkmoot_store::event_errand::HostRow;
use folkmoot_store::file::{FileRow, MEDIA, OPEN};
use folkmoot_store::open_file::OpenFileRow;
use folkmoot_store::signer_app::SignerAppRow;

use super::people::{ALICE, BOB, move_in};
use super::transcript::{say, tell};

fn open_row(id: i64, account_id: i64, digest: &str) -> OpenFileRow {
    OpenFileRow {
        id,
        account_id,
        digest: digest.into(),
        media_type: "image/png".into(),
        length: 5,
        uploaded_at: id,
    }
}

#[test]
fn open_files() {
    tell("open_files", |tx: &mut Tx, log| {
        move_in(tx)?;
        say!(log, open_file::insert(tx, &open_row(1, ALICE, "aa")));
        say!(log, open_file::insert(tx, &open_row(2, ALICE, "aa")));
        say!(log, open_file::insert(tx, &open_row(3, BOB, "aa")));
        say!(log, open_file::insert(tx, &open_row(4, ALICE, "bb")));
        let file = |name: &str, usage| FileRow {
            name: name.into(),
            digest: "aa".into(),
            length: 5,
            usage,
            owner_id: 1,
            created_at: 1,
        };
        folkmoot_store::file::insert(tx, &file("a.bin", OPEN))?;
        folkmoot_store::file::insert(tx, &file("b.webp", MEDIA))?;
        say!(log, file::release_stray(tx, 10, 10));
        say!(log, open_file::find(tx, "aa"));
        say!(log, open_file::find(tx, "cc"));
        // Of media that is in no post.
        say!(log, open_file::of_public_post(tx, "aa"));
        say!(log, open_file::of_account(tx, ALICE, 0, 100, 10));
        say!(log, open_file::of_account(tx, ALICE, 2, 100, 10));
        say!(log, open_file::of_account(tx, ALICE, 0, 3, 10));
        say!(log, open_file::count(tx, ALICE));
        say!(log, open_file::remove(tx, ALICE, "aa"));
        say!(log, open_file::remove(tx, ALICE, "aa"));
        say!(log, open_file::find(tx, "aa"));
        say!(log, file::release_stray(tx, 10, 10));
        Ok(())
    });
}

#[test]
fn errands_of_events() {
    tell("errands_of_events", |tx: &mut Tx, log| {
        let (one, two) = ("wss://one.example", "wss://two.example");
        say!(log, event_errand::add(tx, one, &[1; 32], "{1}", 10));
        say!(log, event_errand::add(tx, one, &[1; 32], "{1}", 20));
        say!(log, event_errand::add(tx, one, &[2; 32], "{2}", 5));
        say!(log, event_errand::add(tx, two, &[1; 32], "{1}", 20));
        say!(log, event_errand::due_hosts(tx, 30, 10));
        say!(log, event_errand::find_host(tx, one));
        let row = HostRow {
            host: one.into(),
            failures: 1,
            again_at: 40,
            heard_until: 7,
        };
        say!(log, event_errand::note_host(tx, &row));
        say!(
            log,
            event_errand::note_host(tx, &HostRow { failures: 2, ..row })
        );
        say!(log, event_errand::find_host(tx, one));
        say!(log, event_errand::due_hosts(tx, 30, 10));
        say!(log, event_errand::due_hosts(tx, 40, 10));
        say!(log, event_errand::due_hosts(tx, 40, 1));
        say!(log, event_errand::due(tx, one, 10));
        say!(log, event_errand::done(tx, one, &[2; 32]));
        say!(log, event_errand::due(tx, one, 10));
        say!(log, event_errand::forget(tx, 15));
        say!(log, event_errand::due_hosts(tx, 40, 10));
        Ok(())
    });
}

#[test]
fn apps_that_sign() {
    tell("apps_that_sign", |tx: &mut Tx, log| {
        move_in(tx)?;
        let row = |id, account_id| SignerAppRow {
            id,
            account_id,
            name: "App".into(),
            app: None,
            secret: Some(vec![9; 32]),
            kinds: "1,7".into(),
            created_at: id,
            used_at: None,
        };
        say!(log, signer_app::insert(tx, &row(1, ALICE)));
        say!(log, signer_app::insert(tx, &row(2, BOB)));
        say!(log, signer_app::find(tx, ALICE, &[3; 32]));
        say!(
            log,
            signer_app::claim(tx, ALICE, &[8; 32], &[3; 32], (0, 50))
        );
        say!(
            log,
            signer_app::claim(tx, ALICE, &[9; 32], &[3; 32], (2, 50))
        );
        say!(
            log,
            signer_app::claim(tx, ALICE, &[9; 32], &[3; 32], (0, 50))
        );
        say!(
            log,
            signer_app::claim(tx, ALICE, &[9; 32], &[4; 32], (0, 50))
        );
        say!(log, signer_app::find(tx, ALICE, &[3; 32]));
        say!(log, signer_app::note_use(tx, 1, 60));
        say!(log, signer_app::of_account(tx, ALICE));
        say!(log, signer_app::delete(tx, BOB, 1));
        say!(log, signer_app::delete(tx, ALICE, 1));
        say!(log, signer_app::of_account(tx, ALICE));
        Ok(())
    });
}
