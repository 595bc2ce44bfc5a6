//! Links, trends, emoji, translations, and what is counted.

use folkmoot_store::card::CardRow;
use folkmoot_store::emoji::EmojiRow;
use folkmoot_store::{Result, Tx, Window, account, card, post};

use super::people::{ALICE, BOB, move_in};
use super::posts::new_post;
use super::transcript::{say, say_unordered, tell};

/// One day in ids.
const DAY: i64 = 88_473_600_000_000;

fn page(tx: &mut Tx, id: i64, url: &str, about: Option<&str>) -> Result<i64> {
    let row = CardRow {
        id,
        url: url.into(),
        host: "news.example".into(),
        about: about.map(Into::into),
        fetched_at: id,
    };
    card::upsert(tx, &row)
}

fn tagged(tx: &mut Tx, id: i64, account: i64, tags: &[&str]) -> Result<()> {
    let mut new = new_post(id, account);
    new.tags = tags.iter().map(|&tag| tag.into()).collect();
    new.row.created_at = id / 1024;
    post::insert(tx, &new)
}

#[test]
fn links_and_what_they_lead_to() {
    tell("links", |tx, log| {
        move_in(tx)?;
        for (id, account) in [(100, ALICE), (101, BOB), (102, ALICE)] {
            post::insert(tx, &new_post(id, account))?;
        }
        say!(log, card::find(tx, "https://news.example/a"));
        page(tx, 1, "https://news.example/a", None)?;
        log.push(format!(
            "again: {}",
            page(tx, 2, "https://news.example/a", Some("{}"))?
        ));
        page(tx, 3, "https://news.example/b", None)?;
        say!(log, card::find(tx, "https://news.example/a"));
        say!(log, card::attach(tx, 100, 1));
        say!(log, card::attach(tx, 101, 1));
        say!(log, card::attach(tx, 102, 3));
        say!(log, card::attach(tx, 999, 1));
        let posts = post::load(tx, &[100, 101, 102], 0, 0)?;
        let mut cards: Vec<_> = posts.iter().map(|post| (post.id, &post.card)).collect();
        cards.sort_by_key(|(id, _)| *id);
        log.push(format!("{cards:?}"));
        say_unordered!(log, card::load(tx, &[1, 3]));
        say!(
            log,
            card::timeline(tx, "https://news.example/a", &Window::newest(10))
        );
        say!(log, card::detach(tx, 100));
        say!(
            log,
            card::timeline(tx, "https://news.example/a", &Window::newest(10))
        );
        let known = card::find(tx, "https://news.example/b")?.unwrap();
        say!(log, card::upsert(tx, &known));
        Ok(())
    });
}

#[test]
fn what_is_talked_about() {
    tell("trends", |tx, log| {
        move_in(tx)?;
        tagged(tx, DAY + 1, ALICE, &["moot", "solo"])?;
        tagged(tx, DAY + 2, BOB, &["moot"])?;
        tagged(tx, 2 * DAY + 3, BOB, &["moot", "shy"])?;
        tagged(tx, 2 * DAY + 4, ALICE, &["shy"])?;
        page(tx, 1, "https://news.example/a", Some("{}"))?;
        card::attach(tx, DAY + 1, 1)?;
        card::attach(tx, 2 * DAY + 3, 1)?;
        post::count(tx, DAY + 1, post::Counter::Likes, 3)?;
        say!(log, trend::set_tag_rule(tx, "shy", false, true));
        say!(log, trend::busy_tags(tx, 0, 2, 10));
        say!(log, trend::busy_cards(tx, 0, 2, 10));
        say!(log, trend::busy_posts(tx, 0, 2, 10));
        say!(
            log,
            trend::days_of_tags(tx, &["moot".into(), "solo".into()], 0)
        );
        say!(log, trend::days_of_cards(tx, &[1], 0));
        let some = [("moot".to_owned(), 5), ("solo".to_owned(), 9)];
        say!(log, trend::replace(tx, "tag", &some));
        say!(log, trend::replace(tx, "link", &[("1".to_owned(), 4)]));
        say!(log, trend::list(tx, "tag", 10, 0));
        say!(log, trend::shown(tx, "tag", true, 10, 0));
        say!(log, trend::shown(tx, "tag", false, 10, 0));
        say!(log, trend::review(tx, "tag", "moot", true, 1));
        say!(log, trend::review(tx, "tag", "solo", true, 1));
        say!(log, trend::review(tx, "tag", "solo", false, 2));
        say!(
            log,
            trend::reviews(tx, "tag", &["moot".into(), "solo".into()])
        );
        say!(log, trend::shown(tx, "tag", true, 10, 0));
        say!(log, trend::list(tx, "tag", 1, 1));
        say!(log, trend::shown(tx, "link", false, 10, 0));
        say!(log, trend::publishers(tx, 10, 0));
        say!(log, trend::review(tx, "publisher", "news.example", true, 3));
        say!(log, trend::shown(tx, "link", false, 10, 0));
        say!(log, trend::publishers(tx, 10, 0));
        say!(log, trend::tag_rules(tx, &["shy".into(), "moot".into()]));
        say!(log, trend::known_tags(tx, "moot", 10));
        Ok(())
    });
}

#[test]
fn emoji_translations_and_counts() {
    tell("community_counts", |tx, log| {
        move_in(tx)?;
        for (id, shortcode) in [(1, "dance"), (2, "blob")] {
            let row = EmojiRow {
                id,
                shortcode: shortcode.into(),
                url: format!("/media/{id}.png"),
                still_url: Some(format!("/media/{id}s.png")),
                credit: None,
                category: None,
                is_in_picker: true,
                created_at: 5,
            };
            say!(log, emoji::insert(tx, &row));
        }
        say!(log, emoji::all(tx));
        say!(log, emoji::named(tx, &["blob".into(), "nothing".into()]));
        say!(log, emoji::delete(tx, 1));
        say!(log, emoji::delete(tx, 1));
        tagged(tx, 3 * 604_800_000_000 * 1024 + 1, ALICE, &["moot"])?;
        let id = 3 * 604_800_000_000 * 1024 + 1;
        say!(log, translation::put(tx, id, 1, "de", "{}"));
        say!(log, translation::put(tx, id, 2, "de", "{\"a\":1}"));
        say!(log, translation::put(tx, 999, 2, "de", "{}"));
        say!(log, translation::find(tx, id, 1, "de"));
        say!(log, translation::find(tx, id, 2, "de"));
        say!(log, activity::note_seen(tx, 3, 0));
        say!(log, activity::seen(tx, 0));
        say!(log, activity::posts(tx, 0));
        say!(log, activity::joined(tx, 0));
        post::count(tx, id, post::Counter::Boosts, 1)?;
        say!(log, activity::year(tx, ALICE, 0, i64::MAX));
        say!(log, activity::best_posts(tx, ALICE, 0, i64::MAX));
        say!(log, activity::year_tags(tx, ALICE, 0, i64::MAX));
        say!(log, activity::put_report(tx, ALICE, 2023, "{}"));
        say!(log, activity::view_report(tx, ALICE, 2022, 7));
        say!(log, activity::view_report(tx, ALICE, 2023, 7));
        say!(log, activity::reports(tx, ALICE, 0));
        say!(log, activity::reports(tx, ALICE, 2022));
        say!(log, activity::peers_like(tx, "THE", 10));
        say!(log, activity::peers_like(tx, "%", 10));
        account::delete(tx, ALICE, 9)?;
        say!(log, activity::reports(tx, ALICE, 0));
        Ok(())
    });
}
