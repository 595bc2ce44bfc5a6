//! What posts carry: polls, quotes, emoji, and what people keep beside them.

use folkmoot_store::draft::DraftRow;
use folkmoot_store::folder::FolderRow;
use folkmoot_store::poll::PollRow;
use folkmoot_store::reaction::ReactionRow;
use folkmoot_store::scheduled::ScheduledRow;
use folkmoot_store::{Window, post};

use super::people::{ALICE, BOB, CAROL, move_in};
use super::posts::{new_post, write_some};
use super::transcript::{say, say_unordered, tell};

const ALL: Window = Window::newest(50);

fn new_poll(post_id: i64) -> PollRow {
    PollRow {
        post_id,
        options: r#"["yes","no"]"#.into(),
        is_multiple: true,
        hides_totals: true,
        expires_at: Some(500),
        votes: vec![0, 0],
        ..PollRow::default()
    }
}

#[test]
fn polls() {
    tell("polls", |tx, log| {
        write_some(tx)?;
        say!(log, poll::insert(tx, &new_poll(100)));
        say!(log, poll::load(tx, &[100, 101], BOB));
        say!(log, poll::vote(tx, 100, BOB, &[0, 1], "[0,1]", 5));
        say!(log, poll::vote(tx, 100, BOB, &[1], "[1]", 6));
        say!(log, poll::vote(tx, 100, CAROL, &[1], "[1]", 7));
        say!(log, poll::load(tx, &[100], BOB));
        say!(log, poll::load(tx, &[100], 0));
        say!(log, poll::local_voters(tx, 100));
        say!(log, poll::choices(tx, 100, CAROL));
        say!(log, poll::vote_more(tx, 100, CAROL, 0, "[0,1]"));
        say!(log, poll::choices(tx, 100, CAROL));
        say!(log, poll::choices(tx, 100, ALICE));
        say!(log, poll::load(tx, &[100], CAROL));
        say!(log, poll::voters_elsewhere(tx, 100, 10));
        say!(log, poll::mark_untold(tx, 100, 8));
        say!(log, poll::mark_untold(tx, 100, 9));
        say!(log, poll::untold(tx, 7, 10));
        say!(log, poll::untold(tx, 8, 10));
        say!(log, poll::mark_all_told(tx, 100));
        say!(log, poll::mark_all_told(tx, 100));
        say!(log, poll::untold(tx, 8, 10));
        let mut counted = new_poll(100);
        (counted.votes, counted.voters_count, counted.counted_at) = (vec![7, 8], 11, Some(20));
        say!(log, poll::recount(tx, &counted));
        say!(log, poll::load(tx, &[100], 0));
        say!(log, poll::ended(tx, 499, 10));
        say!(log, poll::ended(tx, 500, 10));
        say!(log, poll::mark_told(tx, 100, 501));
        say!(log, poll::mark_told(tx, 100, 501));
        say!(log, poll::ended(tx, 500, 10));
        let mut longer = new_poll(100);
        longer.expires_at = Some(900);
        longer.hides_totals = false;
        say!(log, poll::update(tx, &longer));
        say!(log, poll::ended(tx, 900, 10));
        say!(log, poll::load(tx, &[100], ALICE));
        say!(log, poll::remove(tx, 100));
        say!(log, poll::load(tx, &[100], BOB));
        Ok(())
    });
}

#[test]
fn quotes() {
    tell("quotes", |tx, log| {
        write_some(tx)?;
        for (id, who, state) in [(110, BOB, 1), (111, CAROL, 1), (112, BOB, 0)] {
            let mut quoting = new_post(id, who);
            quoting.row.quote_of_id = Some(100);
            quoting.row.quote_state = state;
            post::insert(tx, &quoting)?;
        }
        post::count(tx, 100, post::Counter::Quotes, 2)?;
        say!(log, quote::list(tx, 100, &ALL));
        say!(log, quote::of(tx, 112));
        say!(log, quote::of(tx, 100));
        say!(log, quote::local_quoters(tx, 100, 10));
        say!(log, quote::revoke(tx, 100, 110));
        say!(log, quote::revoke(tx, 100, 110));
        say!(log, quote::revoke(tx, 100, 112));
        say!(log, quote::list(tx, 100, &ALL));
        say!(log, quote::revoked(tx, 100, 10));
        say!(log, quote::set(tx, 110, Some((100, 1))));
        say!(log, quote::revoked(tx, 100, 10));
        say!(log, quote::set(tx, 112, Some((100, 1))));
        say_unordered!(log, post::load(tx, &[100], ALICE, 1));
        say!(log, quote::set(tx, 112, None));
        say!(log, quote::set(tx, 110, Some((100, 3))));
        say!(log, quote::of(tx, 112));
        say!(log, quote::set_policy(tx, 100, r#"{"quote":"nobody"}"#));
        say_unordered!(log, post::load(tx, &[100, 110], ALICE, 1));
        say!(log, post::delete(tx, 111, 600));
        say_unordered!(log, post::load(tx, &[100], ALICE, 1));
        Ok(())
    });
}

fn new_reaction(id: i64, account_id: i64, emoji: &str) -> ReactionRow {
    ReactionRow {
        id,
        post_id: 100,
        account_id,
        emoji: emoji.to_owned(),
        uri: None,
        picture: None,
    }
}

#[test]
fn emoji_and_muted_threads() {
    tell("emoji_and_muted_threads", |tx, log| {
        write_some(tx)?;
        for (id, who, emoji) in [
            (300, BOB, "🎉"),
            (301, BOB, "🎉"),
            (302, BOB, "❤️"),
            (303, CAROL, "🎉"),
        ] {
            let new = new_reaction(id, who, emoji);
            say!(log, reaction::react(tx, &new));
        }
        let far = ReactionRow {
            uri: Some("https://far.example/reactions/1".into()),
            picture: Some("https://far.example/blob.png".into()),
            ..new_reaction(304, CAROL, ":blob@far.example:")
        };
        say!(log, reaction::react(tx, &far));
        say!(
            log,
            reaction::find_reaction(tx, CAROL, "https://far.example/reactions/1")
        );
        say!(
            log,
            reaction::find_reaction(tx, BOB, "https://far.example/reactions/1")
        );
        say!(log, reaction::count_others(tx, 100, "🎉"));
        say!(log, reaction::picture(tx, 100, ":blob@far.example:"));
        say!(log, reaction::picture(tx, 100, "🎉"));
        say!(log, reaction::picture(tx, 100, "🍎"));
        say!(log, reaction::count_of_account(tx, 100, BOB));
        say!(log, reaction::summary(tx, &[100, 101], BOB));
        say!(log, reaction::reacted_by(tx, 100, 10));
        say!(log, reaction::reaction_id(tx, 100, BOB, "🎉"));
        say!(log, reaction::unreact(tx, 100, BOB, "🎉"));
        say!(log, reaction::unreact(tx, 100, BOB, "🎉"));
        say!(log, reaction::summary(tx, &[100], 0));
        say!(log, thread::mute(tx, ALICE, 100));
        say!(log, thread::mute(tx, ALICE, 100));
        say!(log, thread::is_muted(tx, ALICE, 102));
        say!(log, thread::is_muted(tx, BOB, 102));
        say!(log, thread::unmute(tx, ALICE, 100));
        say!(log, thread::is_muted(tx, ALICE, 102));
        Ok(())
    });
}

#[test]
fn scheduled_posts_and_drafts() {
    tell("scheduled_posts_and_drafts", |tx, log| {
        move_in(tx)?;
        for (id, due_at) in [(400, 1_000), (401, 900)] {
            let row = ScheduledRow {
                id,
                account_id: ALICE,
                app_id: Some(7),
                due_at,
                body: "{}".into(),
                created_at: 1,
            };
            say!(log, scheduled::insert(tx, &row));
        }
        say!(log, scheduled::find(tx, ALICE, 400));
        say!(log, scheduled::find(tx, BOB, 400));
        say!(log, scheduled::list(tx, ALICE, &ALL));
        say!(log, scheduled::count(tx, ALICE, 0, 1_000));
        say!(log, scheduled::due(tx, 950, 10));
        say!(log, scheduled::set_due(tx, ALICE, 400, 800));
        say!(log, scheduled::set_due(tx, BOB, 400, 1));
        say!(log, scheduled::due(tx, 950, 10));
        say!(log, scheduled::remove(tx, BOB, 400));
        say!(log, scheduled::remove(tx, ALICE, 400));
        say!(log, scheduled::remove(tx, ALICE, 400));
        let mut row = DraftRow {
            id: 410,
            account_id: ALICE,
            body: "{}".into(),
            problem: Some("too long".into()),
            updated_at: 1,
        };
        say!(log, draft::insert(tx, &row));
        say!(log, draft::count(tx, ALICE));
        say!(log, draft::find(tx, ALICE, 410));
        say!(log, draft::find(tx, BOB, 410));
        row.body = r#"{"text":"x"}"#.into();
        say!(log, draft::update(tx, &row));
        say!(log, draft::list(tx, ALICE, &ALL));
        say!(log, draft::remove(tx, BOB, 410));
        say!(log, draft::remove(tx, ALICE, 410));
        Ok(())
    });
}

#[test]
fn bookmark_folders() {
    tell("bookmark_folders", |tx, log| {
        write_some(tx)?;
        let mut row = FolderRow {
            id: 500,
            account_id: ALICE,
            name: "Later".into(),
            emoji: None,
        };
        say!(log, folder::insert(tx, &row));
        row.emoji = Some("🍎".into());
        say!(log, folder::update(tx, &row));
        say!(log, folder::list(tx, ALICE));
        say!(log, folder::list(tx, BOB));
        say!(log, reaction::bookmark(tx, 501, 100, ALICE));
        say!(log, reaction::bookmark(tx, 502, 101, ALICE));
        say!(log, folder::put(tx, ALICE, 100, Some(500)));
        say!(log, folder::put(tx, BOB, 100, Some(500)));
        say!(log, folder::put(tx, ALICE, 101, None));
        say!(log, reaction::bookmarks(tx, ALICE, 500, &ALL));
        say!(log, reaction::bookmarks(tx, ALICE, 0, &ALL));
        say!(log, folder::remove(tx, BOB, 500));
        say!(log, folder::remove(tx, ALICE, 500));
        say!(log, reaction::bookmarks(tx, ALICE, 500, &ALL));
        Ok(())
    });
}
