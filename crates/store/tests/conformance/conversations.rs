//! Private posts as each member keeps them.

use folkmoot_store::conversation::ConversationRow;
use folkmoot_store::{End, Tx, Window};

use super::people::{ALICE, BOB, CAROL};
use super::posts::write_some;
use super::transcript::{say, tell};

const ALL: Window = Window::newest(50);

fn with(id: i64, account_id: i64, participants: &str, post: i64) -> ConversationRow {
    ConversationRow {
        id,
        account_id,
        thread_id: 100,
        participants: participants.to_owned(),
        last_post_id: post,
        is_unread: true,
    }
}

#[test]
fn conversations() {
    tell("conversations", |tx: &mut Tx, log| {
        write_some(tx)?;
        say!(log, conversation::file(tx, &with(1, ALICE, "[2]", 100)));
        say!(log, conversation::file(tx, &with(2, ALICE, "[2]", 102)));
        say!(log, conversation::file(tx, &with(3, ALICE, "[2,3]", 101)));
        say!(log, conversation::file(tx, &with(4, CAROL, "[1]", 102)));
        say!(log, conversation::list(tx, ALICE, &ALL));
        let above = Window {
            above: 100,
            limit: 1,
            from: End::Oldest,
            ..ALL
        };
        say!(log, conversation::list(tx, ALICE, &above));
        say!(log, conversation::posts(tx, ALICE, &ALL));
        say!(log, conversation::find(tx, ALICE, 1));
        say!(log, conversation::find(tx, BOB, 1));
        say!(log, conversation::find_of_post(tx, ALICE, 101));
        say!(log, conversation::mark(tx, ALICE, 1, false));
        say!(log, conversation::mark(tx, BOB, 1, false));
        say!(log, post::delete(tx, 102, 9));
        say!(log, conversation::list(tx, ALICE, &ALL));
        say!(log, conversation::forget_post(tx, 101));
        say!(log, conversation::delete(tx, BOB, 1));
        say!(log, conversation::delete(tx, ALICE, 1));
        say!(log, conversation::list(tx, ALICE, &ALL));
        Ok(())
    });
}
