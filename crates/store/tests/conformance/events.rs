//! Signed events: kept once, replaced, taken back, found along each index, ended.

use folkmoot_store::event::{Along, EventRow, Place};
use folkmoot_store::search::{Question, Term};
use folkmoot_store::{Result, Tx, account, event};

use super::people::{ALICE, BOB, move_in};
use super::transcript::{Log, say, say_unordered, tell};

/// A deletion, which nobody takes back.
const SPARED: i64 = 5;
/// What is wrapped for one reader.
const WRAPPING: i64 = 1059;
const ANN: [u8; 32] = [0xa1; 32];
const BEN: [u8; 32] = [0xb2; 32];

/// An event whose id is this byte, 32 times.
fn row(byte: u8, author: [u8; 32], kind: i64, created_at: i64) -> EventRow {
    EventRow {
        num: i64::from(byte),
        id: vec![byte; 32],
        author: author.to_vec(),
        kind,
        created_at,
        d: None,
        body: format!("{{\"id\":\"{byte:02x}\"}}"),
        readers: None,
        expires_at: None,
        subject_id: None,
        account_id: None,
        is_barred: false,
    }
}

fn named(byte: u8, kind: i64, created_at: i64, d: &str) -> EventRow {
    EventRow {
        d: Some(d.into()),
        ..row(byte, ANN, kind, created_at)
    }
}

fn tags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn all(limit: i64) -> Place<'static> {
    Place {
        until: i64::MAX,
        after: &[],
        since: 0,
        limit,
    }
}

fn asked(words: &[&str]) -> Question {
    let term = |word: &&str| {
        vec![Term {
            words: word.split(' ').map(str::to_owned).collect(),
            is_beginning: false,
        }]
    };
    Question {
        all: words.iter().map(term).collect(),
        none: Vec::new(),
    }
}

/// The ids of a page, a byte each: whole rows are in the stories that are about rows.
fn page(tx: &mut Tx, log: &mut Log, along: Along<'_>, place: Place<'_>) -> Result<()> {
    let rows = event::page(tx, along, place)?;
    let ids: Vec<u8> = rows
        .iter()
        .filter_map(|row| row.id.first().copied())
        .collect();
    let (until, after) = (place.until, place.after.first().copied());
    log.push(format!(
        "{along:?} until {until} after {after:?} since {} limit {} = {ids:?}",
        place.since, place.limit
    ));
    Ok(())
}

#[test]
fn events_are_kept_once() {
    tell("events_are_kept_once", |tx, log| {
        move_in(tx)?;
        let note = EventRow {
            subject_id: Some(7),
            readers: Some([ANN, BEN].concat()),
            expires_at: Some(900),
            ..row(1, ANN, 1, 100)
        };
        say!(log, event::newest(tx));
        say!(
            log,
            event::insert(tx, &note, &tags(&[("t", "moot"), ("t", "moot")]), &[])
        );
        say!(log, event::insert(tx, &note, &[], &[]));
        say!(log, event::find(tx, &[1; 32]));
        say!(log, event::find(tx, &[9; 32]));
        // Whose it is can be known later, and for all that they wrote.
        say!(log, event::set_account(tx, &ANN, BOB));
        say!(log, event::set_account(tx, &ANN, ALICE));
        say!(log, event::insert(tx, &row(2, ANN, 7, 100), &[], &[]));
        say!(log, event::set_subject(tx, &[2; 32], 7));
        say!(log, event::of_subject(tx, 7));
        say!(log, event::of_subject(tx, 8));
        account::set_mark(tx, ALICE, account::Mark::Suspended, Some(5))?;
        say!(log, event::find(tx, &[2; 32]));
        account::set_mark(tx, ALICE, account::Mark::Suspended, None)?;
        say!(log, event::insert(tx, &row(3, BEN, 1, 100), &[], &[]));
        say!(log, event::newest(tx));
        say!(log, event::after(tx, 1, 1));
        say!(log, event::after(tx, 3, 10));
        // What was marked with a tag is marked no more once it is gone.
        let note = event::find(tx, &[1; 32])?.unwrap();
        say!(
            log,
            event::has_tag(tx, &note, "t", &texts(&["other", "moot"]))
        );
        say!(log, event::has_tag(tx, &note, "t", &texts(&["other"])));
        say!(log, event::has_tag(tx, &note, "e", &texts(&["moot"])));
        say!(log, event::delete(tx, &[1; 32]));
        say!(log, event::delete(tx, &[1; 32]));
        say!(log, event::has_tag(tx, &note, "t", &texts(&["moot"])));
        // Nothing was noted: it may come again.
        say!(log, event::is_gone(tx, &note));
        Ok(())
    });
}

#[test]
fn events_are_replaced() {
    tell("events_are_replaced", |tx, log| {
        say!(
            log,
            event::insert(tx, &named(5, 0, 100, ""), &tags(&[("t", "old")]), &[])
        );
        say!(log, event::insert(tx, &named(6, 0, 99, ""), &[], &[]));
        // Of two in one second, the lowest id stays.
        say!(log, event::insert(tx, &named(7, 0, 100, ""), &[], &[]));
        say!(log, event::insert(tx, &named(4, 0, 100, ""), &[], &[]));
        say!(log, event::at_address(tx, &ANN, 0, ""));
        say!(log, event::find(tx, &[5; 32]));
        page(tx, log, Along::Tag('t', "old"), all(9))?;
        say!(log, event::insert(tx, &named(8, 0, 101, ""), &[], &[]));
        // Another name, another kind and another author have places of their own.
        say!(log, event::insert(tx, &named(9, 30023, 50, ""), &[], &[]));
        say!(
            log,
            event::insert(tx, &named(10, 30023, 40, "one"), &[], &[])
        );
        let of_ben = EventRow {
            author: BEN.to_vec(),
            ..named(11, 30023, 30, "one")
        };
        say!(log, event::insert(tx, &of_ben, &[], &[]));
        page(tx, log, Along::All, all(9))?;
        say!(log, event::at_address(tx, &BEN, 30023, "one"));
        say!(log, event::at_address(tx, &BEN, 30023, "two"));
        Ok(())
    });
}

#[test]
fn events_are_taken_back() {
    tell("events_are_taken_back", |tx, log| {
        for byte in 1..=3 {
            event::insert(tx, &row(byte, ANN, 1, 100), &[], &[])?;
        }
        event::insert(tx, &row(4, ANN, SPARED, 100), &[], &[])?;
        // Not by others, and no deletion at all.
        say!(log, event::take_back(tx, &BEN, &[1; 32], SPARED));
        say!(log, event::take_back(tx, &ANN, &[4; 32], SPARED));
        say!(log, event::is_gone(tx, &row(1, ANN, 1, 100)));
        say!(log, event::take_back(tx, &ANN, &[1; 32], SPARED));
        say!(log, event::take_back(tx, &ANN, &[1; 32], SPARED));
        say!(log, event::is_gone(tx, &row(1, ANN, 1, 100)));
        // Before it came; what others say of it counts for nothing.
        say!(log, event::take_back(tx, &ANN, &[20; 32], SPARED));
        say!(log, event::is_gone(tx, &row(20, ANN, 1, 100)));
        say!(log, event::is_gone(tx, &row(20, BEN, 1, 100)));
        // Staff may, whoever wrote it.
        say!(log, event::bar(tx, &[2; 32]));
        say!(log, event::bar(tx, &[30; 32]));
        say!(log, event::is_gone(tx, &row(2, ANN, 1, 100)));
        say!(log, event::is_gone(tx, &row(30, BEN, 1, 100)));
        page(tx, log, Along::All, all(9))
    });
}

#[test]
fn names_of_events_are_taken_back() {
    tell("names_of_events_are_taken_back", |tx, log| {
        event::insert(tx, &named(1, 30023, 100, "one"), &[], &[])?;
        event::insert(tx, &named(2, 30023, 100, "two"), &[], &[])?;
        // What is newer than the word that takes it back stays.
        say!(log, event::take_back_address(tx, &ANN, (30023, "one"), 99));
        say!(log, event::take_back_address(tx, &BEN, (30023, "one"), 500));
        say!(log, event::take_back_address(tx, &ANN, (30023, "one"), 100));
        say!(log, event::take_back_address(tx, &ANN, (30023, "one"), 50));
        say!(log, event::is_gone(tx, &named(3, 30023, 100, "one")));
        say!(log, event::is_gone(tx, &named(3, 30023, 101, "one")));
        say!(log, event::is_gone(tx, &named(3, 30023, 100, "two")));
        say!(log, event::is_gone(tx, &named(3, 30024, 100, "one")));
        page(tx, log, Along::All, all(9))
    });
}

#[test]
fn an_author_vanishes() {
    tell("an_author_vanishes", |tx, log| {
        for (byte, author, at) in [(1, ANN, 100), (2, ANN, 200), (3, ANN, 201), (4, BEN, 100)] {
            event::insert(
                tx,
                &row(byte, author, 1, at),
                &tags(&[("t", "x")]),
                &texts(&["word"]),
            )?;
        }
        // What was wrapped for her goes, whoever wrapped it; what was wrapped for two stays for the other.
        for (byte, readers) in [
            (5, ANN.to_vec()),
            (6, [ANN, BEN].concat()),
            (7, BEN.to_vec()),
        ] {
            let wrapped = EventRow {
                readers: Some(readers),
                ..row(byte, [byte; 32], WRAPPING, 300)
            };
            event::insert(tx, &wrapped, &[], &[])?;
        }
        say!(log, event::vanish(tx, &ANN, 200, WRAPPING));
        say!(log, event::vanish(tx, &ANN, 150, WRAPPING));
        page(tx, log, Along::All, all(9))?;
        page(tx, log, Along::Tag('t', "x"), all(9))?;
        say!(log, event::is_gone(tx, &row(9, ANN, 1, 200)));
        say!(log, event::is_gone(tx, &row(9, ANN, 1, 201)));
        say!(log, event::is_gone(tx, &row(9, BEN, 1, 200)));
        Ok(())
    });
}

#[test]
fn events_are_found() {
    tell("events_are_found", |tx, log| {
        // Kinds 1 and 7 in turn; two of each second, so that pages end in the middle of one.
        for byte in 1..=12_u8 {
            let (number, author) = (i64::from(byte), if byte % 3 == 0 { BEN } else { ANN });
            let kind = if byte % 2 == 0 { 7 } else { 1 };
            let row = row(byte, author, kind, 100 + number / 2);
            event::insert(tx, &row, &tags(&[("t", "moot"), ("p", "somebody")]), &[])?;
        }
        let alongs = [
            Along::All,
            Along::Author(&ANN),
            Along::AuthorKind(&ANN, 1),
            Along::Kind(7),
            Along::Tag('t', "moot"),
            Along::Tag('T', "moot"),
            Along::Tag('t', "moo"),
        ];
        for along in alongs {
            page(tx, log, along, all(5))?;
            let (middle, last) = ([6; 32], [12; 32]);
            let from = Place {
                until: 103,
                after: &middle,
                since: 102,
                limit: 5,
            };
            page(tx, log, along, from)?;
            let beyond = Place {
                until: 100,
                after: &last,
                since: 0,
                limit: 5,
            };
            page(tx, log, along, beyond)?;
        }
        say!(log, event::page(tx, Along::Kind(1), all(1)));
        Ok(())
    });
}

#[test]
fn words_of_events() {
    tell("words_of_events", |tx, log| {
        for (byte, words) in [(1, "a red fox"), (2, "a fox"), (3, "fox red"), (4, "")] {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            event::insert(tx, &row(byte, ANN, 1, 100), &[], &words)?;
        }
        say!(log, event::ask_words(tx, &asked(&["fox"]), 2));
        say_unordered!(log, event::ask_words(tx, &asked(&["fox", "red"]), 10));
        say!(log, event::ask_words(tx, &asked(&["red fox"]), 10));
        say!(log, event::ask_words(tx, &asked(&["bear"]), 10));
        // What is gone is found no more.
        event::delete(tx, &[1; 32])?;
        say!(log, event::ask_words(tx, &asked(&["red fox"]), 10));
        Ok(())
    });
}

#[test]
fn events_end() {
    tell("events_end", |tx, log| {
        for byte in 1..=4_u8 {
            let ends = EventRow {
                expires_at: (byte < 4).then_some(200 + i64::from(byte)),
                ..row(byte, ANN, 1, 100)
            };
            event::insert(tx, &ends, &tags(&[("t", "x")]), &[])?;
        }
        say!(log, event::count_expired(tx, 200));
        say!(log, event::count_expired(tx, 202));
        say!(log, event::delete_expired(tx, 202, 1));
        say!(log, event::count_expired(tx, 202));
        say!(log, event::delete_expired(tx, 202, 10));
        say!(log, event::delete_expired(tx, 202, 10));
        page(tx, log, Along::Tag('t', "x"), all(9))
    });
}
