//! Home and lists: each post once, and pages that meet exactly.

use folkmoot_store::list::ListRow;
use folkmoot_store::{End, Result, Tx, Window, feed, list, post, relation, tag};

use super::people::{ALICE, BOB, CAROL, follow, move_in};
use super::posts::{new_post, reply};
use super::support::for_each_engine;
use super::transcript::{say, tell};

const HOUR: i64 = 3_600_000_000 << 10;

fn a_list(id: i64, replies: &str, is_exclusive: bool) -> ListRow {
    ListRow {
        id,
        account_id: ALICE,
        title: "Friends".into(),
        replies: replies.into(),
        is_exclusive,
    }
}

fn boost(id: i64, who: i64, of: i64) -> post::NewPost {
    let mut new = new_post(id, who);
    new.row.boost_of_id = Some(of);
    new
}

/// A week of posts, answers, boosts and tags by three people, from a fixed sequence of numbers.
fn a_week(tx: &mut Tx) -> Result<Vec<i64>> {
    move_in(tx)?;
    relation::insert_follow(tx, &follow(20, ALICE, BOB, 1), 1)?;
    tag::follow(tx, 30, ALICE, "folk")?;
    list::insert(tx, &a_list(40, "list", false))?;
    list::add_member(tx, 41, 40, BOB)?;
    list::add_tag(tx, 42, 40, "moot")?;
    let mut chance: i64 = 7;
    let mut draw = |below: i64| {
        chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648;
        (chance >> 8) % below
    };
    let mut originals: Vec<(i64, i64)> = Vec::new();
    let mut all = Vec::new();
    for n in 1..=240 {
        let id = n * HOUR;
        let who = [ALICE, BOB, CAROL][usize::try_from(draw(3)).unwrap()];
        let (what, which) = (
            draw(4),
            draw(i64::try_from(originals.len()).unwrap().max(1)),
        );
        let (earlier, author) = originals
            .get(usize::try_from(which).unwrap())
            .copied()
            .unwrap_or((0, 0));
        let mut new = match what {
            0 if earlier > 0 && post::find_boost(tx, who, earlier)?.is_none() => {
                boost(id, who, earlier)
            }
            1 if earlier > 0 => {
                let to = post::PostRow {
                    id: earlier,
                    account_id: author,
                    thread_id: earlier,
                    ..post::PostRow::default()
                };
                reply(id, who, &to)
            }
            _ => new_post(id, who),
        };
        if new.row.boost_of_id.is_none() {
            let names = [&[][..], &["folk"], &["moot"], &["folk", "moot"]];
            new.tags = names[usize::try_from(draw(4)).unwrap()]
                .iter()
                .map(|name| (*name).to_owned())
                .collect();
            originals.push((id, who));
        }
        new.row.audience = if draw(20) == 0 { 4 } else { 0 };
        post::insert(tx, &new)?;
        all.push(id);
    }
    Ok(all)
}

/// Leafs through a feed from one end, a few posts at a time.
fn leafed(from: End, mut page: impl FnMut(&Window) -> Result<Vec<i64>>) -> Result<Vec<i64>> {
    let mut all = Vec::new();
    let mut window = Window {
        limit: 7,
        from,
        ..Window::newest(7)
    };
    loop {
        let ids = page(&window)?;
        let (Some(newest), Some(oldest)) = (ids.first(), ids.last()) else {
            break;
        };
        match from {
            End::Newest => window.below = *oldest,
            End::Oldest => window.above = *newest,
        }
        all.extend(ids);
    }
    all.sort_unstable();
    Ok(all)
}

#[test]
fn a_page_is_what_one_post_at_a_time_would_be() {
    for_each_engine("feed_pages", |store| async move {
        let done = store.write(|tx| {
            let posts = a_week(tx)?;
            for reader in [ALICE, BOB] {
                let one = |tx: &mut Tx, id: i64| {
                    feed::home(
                        tx,
                        reader,
                        1,
                        &Window {
                            below: id + 1,
                            above: id - 1,
                            ..Window::newest(1)
                        },
                    )
                };
                let mut expected = Vec::new();
                for id in &posts {
                    expected.extend(one(tx, *id)?);
                }
                assert!(expected.len() > 20, "{}", expected.len());
                for from in [End::Newest, End::Oldest] {
                    let found = leafed(from, |window| feed::home(tx, reader, 1, window))?;
                    assert_eq!(found, expected, "home of {reader}, {from:?}");
                }
            }
            let mut expected = Vec::new();
            for id in &posts {
                let window = Window {
                    below: id + 1,
                    above: id - 1,
                    ..Window::newest(1)
                };
                expected.extend(feed::list(tx, ALICE, 40, 1, &window)?);
            }
            for from in [End::Newest, End::Oldest] {
                let found = leafed(from, |window| feed::list(tx, ALICE, 40, 1, window))?;
                assert_eq!(found, expected, "list, {from:?}");
            }
            Ok(())
        });
        done.await.unwrap();
    });
}

#[test]
fn merging() {
    tell("merging", |tx, log| {
        move_in(tx)?;
        for (id, who) in [(20, BOB), (21, CAROL)] {
            relation::insert_follow(tx, &follow(id, ALICE, who, 1), 1)?;
        }
        // Nobody Alice follows wrote 1; Bob boosts it at 2, Carol at 3 and again sees it at 80.
        let stranger = super::people::ALICE + 90;
        super::arranging::stranger(tx, stranger)?;
        post::insert(tx, &new_post(HOUR, stranger))?;
        post::insert(tx, &boost(2 * HOUR, BOB, HOUR))?;
        post::insert(tx, &boost(3 * HOUR, CAROL, HOUR))?;
        // Bob's own post of 4 is boosted by Carol at 5.
        post::insert(tx, &new_post(4 * HOUR, BOB))?;
        post::insert(tx, &boost(5 * HOUR, CAROL, 4 * HOUR))?;
        // An old post of Bob's comes back after four days.
        post::insert(tx, &new_post(6 * HOUR, BOB))?;
        post::insert(tx, &boost(102 * HOUR, CAROL, 6 * HOUR))?;
        let hours = |ids: Vec<i64>| ids.into_iter().map(|id| id / HOUR).collect::<Vec<_>>();
        let home = hours(feed::home(tx, ALICE, 1, &Window::newest(20))?);
        log.push(format!("home, in hours: {home:?}"));
        // Bob's boosts are not wanted any more: Carol's is the first.
        let quiet = relation::FollowRow {
            shows_boosts: false,
            ..follow(20, ALICE, BOB, 1)
        };
        relation::insert_follow(tx, &quiet, 1)?;
        log.push(format!(
            "without Bob's boosts: {:?}",
            hours(feed::home(tx, ALICE, 1, &Window::newest(20))?)
        ));
        // Only what is in French.
        let french = relation::FollowRow {
            languages: ",fr,".into(),
            ..follow(20, ALICE, BOB, 1)
        };
        relation::insert_follow(tx, &french, 1)?;
        let mut english = new_post(110 * HOUR, BOB);
        english.row.language = Some("en".into());
        post::insert(tx, &english)?;
        let mut speaks_french = new_post(111 * HOUR, BOB);
        speaks_french.row.language = Some("fr".into());
        post::insert(tx, &speaks_french)?;
        log.push(format!(
            "in French: {:?}",
            hours(feed::home(tx, ALICE, 1, &Window::newest(20))?)
        ));
        // On an exclusive list, Bob leaves home.
        list::insert(tx, &a_list(40, "none", true))?;
        list::add_member(tx, 41, 40, BOB)?;
        log.push(format!(
            "without Bob: {:?}",
            hours(feed::home(tx, ALICE, 1, &Window::newest(20))?)
        ));
        log.push(format!(
            "his list: {:?}",
            hours(feed::list(tx, ALICE, 40, 1, &Window::newest(20))?)
        ));
        Ok(())
    });
}

#[test]
fn lists() {
    tell("lists", |tx, log| {
        move_in(tx)?;
        relation::insert_follow(tx, &follow(20, ALICE, BOB, 1), 1)?;
        relation::insert_follow(tx, &follow(21, ALICE, CAROL, 0), 1)?;
        say!(log, list::insert(tx, &a_list(40, "list", false)));
        say!(log, list::insert(tx, &a_list(43, "none", true)));
        say!(log, list::of_account(tx, ALICE));
        say!(log, list::count(tx, ALICE));
        say!(log, list::find(tx, BOB, 40));
        say!(log, list::update(tx, &a_list(40, "followed", true)));
        say!(log, list::find(tx, ALICE, 40));
        say!(log, list::may_hold(tx, ALICE, &[BOB]));
        say!(log, list::may_hold(tx, BOB, &[CAROL]));
        say!(log, list::add_member(tx, 50, 40, BOB));
        say!(log, list::add_member(tx, 51, 40, BOB));
        say!(log, list::add_member(tx, 52, 40, CAROL));
        say!(log, list::members(tx, 40, &Window::newest(10)));
        say!(log, list::count_among(tx, 40, &[BOB, ALICE]));
        say!(log, list::holding(tx, ALICE, BOB));
        say!(log, list::holding(tx, BOB, BOB));
        say!(log, list::add_tag(tx, 53, 43, "folk"));
        say!(log, list::add_tag(tx, 54, 43, "folk"));
        say!(log, list::tags(tx, 43));
        say!(log, list::size(tx, 43));
        say!(log, list::concerned(tx, BOB, &["folk".into()]));
        say!(log, list::remove_tag(tx, 43, "folk"));
        say!(log, list::remove_members(tx, 40, &[CAROL]));
        // Who is not followed any more is on no list.
        relation::delete_follow(tx, ALICE, BOB)?;
        say!(log, list::size(tx, 40));
        say!(log, list::delete(tx, BOB, 40));
        say!(log, list::delete(tx, ALICE, 40));
        Ok(())
    });
}
