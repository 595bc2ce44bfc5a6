//! What was looked for at other servers, and when.

use folkmoot_store::look::AccountLookRow;
use folkmoot_store::{Tx, account, post};

use super::people::CAROL;
use super::posts::{new_post, reply, write_some};
use super::transcript::{say, tell};

#[test]
fn what_was_looked_for() {
    tell("what_was_looked_for", |tx: &mut Tx, log| {
        write_some(tx)?;
        say!(log, look::thread(tx, 102));
        say!(log, look::begin_thread(tx, 102, 1_000, 900));
        say!(log, look::begin_thread(tx, 102, 1_100, 999));
        say!(log, look::thread(tx, 102));
        say!(log, look::end_thread(tx, 102, 1_200, 7, 2));
        say!(log, look::thread(tx, 102));
        say!(log, look::begin_thread(tx, 102, 2_000, 1_000));
        say!(log, look::thread(tx, 102));
        say!(log, look::account(tx, CAROL));
        say!(log, look::begin_account(tx, CAROL, 1_000, 900));
        say!(log, look::begin_account(tx, CAROL, 1_100, 999));
        say!(log, look::account(tx, CAROL));
        let said = AccountLookRow {
            looked_at: 1_200,
            posts: Some(40),
            following: None,
            followers: Some(7),
        };
        say!(log, look::set_account(tx, CAROL, &said));
        say!(log, look::account(tx, CAROL));
        let carol = &account::load(tx, &[CAROL])?[0];
        let counts = (carol.posts_count, carol.following_count);
        log.push(format!("{counts:?} {}", carol.followers_count));
        let names = ["https://there.example/carol".to_owned(), "x".to_owned()];
        say!(log, identity::find_all(tx, "activitypub", &names));
        Ok(())
    });
}

/// 201 waits for 202, and 202 answers what answers 201: whoever wrote that wanted a ring.
#[test]
fn a_thread_is_no_ring() {
    tell("a_thread_is_no_ring", |tx: &mut Tx, log| {
        write_some(tx)?;
        let mut first = new_post(201, CAROL);
        first.reply_to_uri = Some("https://example/p/203".into());
        post::insert(tx, &first)?;
        let second = reply(202, CAROL, &first.row);
        post::insert(tx, &second)?;
        post::insert(tx, &reply(203, CAROL, &second.row))?;
        say!(
            log,
            thread::adopt_replies(tx, "https://example/p/203", 203, CAROL, 201)
        );
        say!(log, thread::ancestors(tx, 203, 10));
        say!(log, thread::descendants(tx, 201, 10, 10));
        Ok(())
    });
}
