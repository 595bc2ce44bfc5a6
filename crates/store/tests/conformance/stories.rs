//! Pictures and videos that followers can look at for a day.

use folkmoot_store::file::{FileRow, MEDIA, STORY};
use folkmoot_store::story::StoryRow;
use folkmoot_store::{Tx, file, relation};

use super::people::{ALICE, BOB, CAROL, follow, move_in};
use super::transcript::{say, tell};

fn new_story(id: i64, account_id: i64, expires_at: i64) -> StoryRow {
    StoryRow {
        id,
        account_id,
        origin: "local".into(),
        uri: format!("https://here.example/ap/stories/{id}"),
        text: "Look".into(),
        media: "{}".into(),
        seconds: 7,
        token: "t".into(),
        created_at: id,
        expires_at,
    }
}

#[test]
fn stories() {
    tell("stories", |tx: &mut Tx, log| {
        move_in(tx)?;
        relation::insert_follow(tx, &follow(1, BOB, ALICE, relation::ACCEPTED), 1)?;
        say!(log, story::insert(tx, &new_story(1, ALICE, 100)));
        say!(log, story::insert(tx, &new_story(2, ALICE, 50)));
        say!(log, story::insert(tx, &new_story(3, CAROL, 100)));
        say!(log, story::count(tx, ALICE, 60));
        say!(log, story::by_uri(tx, "https://here.example/ap/stories/2"));
        say!(log, story::by_uri(tx, "https://here.example/ap/stories/9"));
        say!(log, story::mark_seen(tx, 1, BOB));
        say!(log, story::mark_seen(tx, 1, BOB));
        say!(log, story::find(tx, BOB, 1, 60));
        say!(log, story::find(tx, CAROL, 1, 60));
        say!(log, story::find(tx, ALICE, 2, 60));
        say!(log, story::of_account(tx, ALICE, ALICE, 40));
        say!(log, story::of_followed(tx, BOB, 40, 10));
        say!(log, story::of_followed(tx, BOB, 40, 1));
        say!(log, story::of_followed(tx, ALICE, 40, 10));
        let row = FileRow {
            name: "a.webp".into(),
            digest: "aa".into(),
            length: 9,
            usage: MEDIA,
            owner_id: 70,
            created_at: 1,
        };
        file::insert(tx, &row)?;
        say!(log, file::hand_to_story(tx, 70, 2));
        say!(log, file::open(tx, "a.webp"));
        say!(log, story::due(tx, 60, 10));
        say!(log, story::delete(tx, 2));
        say!(log, story::delete(tx, 2));
        say!(log, file::open(tx, "a.webp"));
        say!(log, file::release(tx, STORY, &[2], &[]));
        Ok(())
    });
}
