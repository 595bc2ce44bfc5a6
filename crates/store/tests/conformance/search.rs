//! The index of words, and the list of what it still has to hear of.

use folkmoot_store::search::{AccountQuestion, Document, Kind, Part, Question, Term, Todo};
use folkmoot_store::{Result, Tx, account, post, reaction, search};

use super::people::{ALICE, BOB, CAROL, follow};
use super::posts::{new_post, write_some};
use super::transcript::{say, say_unordered, tell};

const EVERYTHING: Part = Part {
    below: i64::MAX,
    above: -1,
    limit: 10,
    offset: 0,
};

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn term(text: &str) -> Term {
    Term {
        words: words(text),
        is_beginning: false,
    }
}

fn document(id: i64, text: &str, marks: &str) -> Document {
    Document {
        id,
        words: words(text),
        marks: words(marks),
    }
}

fn all(terms: &[&str]) -> Question {
    Question {
        all: terms.iter().map(|text| vec![term(text)]).collect(),
        none: Vec::new(),
    }
}

fn empty_list(tx: &mut Tx) -> Result<()> {
    for kind in [Kind::Post, Kind::Account, Kind::PostsOf] {
        let todo = search::waiting(tx, kind, 1_000)?;
        search::done(tx, kind, &todo)?;
    }
    Ok(())
}

#[test]
fn what_must_be_indexed() {
    tell("search_list", |tx, log| {
        write_some(tx)?;
        say!(log, search::waiting(tx, Kind::Post, 10));
        say!(log, search::waiting(tx, Kind::Account, 10));
        say!(log, search::count_waiting(tx));
        empty_list(tx)?;
        say!(log, search::count_waiting(tx));
        reaction::like(tx, 200, 100, CAROL, None)?;
        say!(log, search::waiting(tx, Kind::Post, 10));
        reaction::like(tx, 201, 100, ALICE, None)?;
        reaction::bookmark(tx, 202, 102, BOB)?;
        reaction::unbookmark(tx, 102, BOB)?;
        say!(log, search::waiting(tx, Kind::Post, 10));
        say_unordered!(log, search::holders(tx, &[100, 101, 102, 104]));
        say!(
            log,
            search::done(tx, Kind::Post, &[Todo { id: 102, times: 1 }])
        );
        say!(log, search::waiting(tx, Kind::Post, 10));
        empty_list(tx)?;
        post::delete(tx, 103, 700)?;
        say!(log, search::waiting(tx, Kind::Post, 10));
        empty_list(tx)?;
        say!(log, search::list_posts(tx, ALICE, 0, 10));
        say!(log, search::list_posts(tx, 0, 100, 2));
        say!(log, search::list_posts(tx, 0, 900, 2));
        say!(log, search::list_accounts(tx, ALICE, 10));
        say!(log, search::count_waiting(tx));
        empty_list(tx)?;
        let profile = account::Profile {
            display_name: Some("Carola".into()),
            is_indexable: Some(false),
            ..account::Profile::default()
        };
        account::update_profile(tx, CAROL, &profile, 800)?;
        say!(log, search::waiting(tx, Kind::Account, 10));
        say!(log, search::waiting(tx, Kind::PostsOf, 10));
        say_unordered!(log, search::names(tx, &[ALICE, CAROL]));
        say_unordered!(log, search::posts(tx, &[100, 101, 102, 104]));
        Ok(())
    });
}

#[test]
fn words_and_marks_are_found() {
    tell("search_words", |tx, log| {
        write_some(tx)?;
        post::insert(tx, &new_post(110, ALICE))?;
        search::put_posts(
            tx,
            &[
                document(100, "the quick fox jumps over it", "¤p ¤l10"),
                document(101, "the slow fox fox", "¤p ¤l11"),
                document(102, "東京 京都 都 über", "¤l10"),
                document(110, "quick the", "¤l10 ¤hm"),
                document(999, "no such post the", "¤p"),
            ],
        )?;
        say!(log, search::ask_posts(tx, &all(&["the"]), EVERYTHING));
        say!(log, search::ask_posts(tx, &all(&["the", "¤p"]), EVERYTHING));
        say!(log, search::ask_posts(tx, &all(&["the quick"]), EVERYTHING));
        say!(log, search::ask_posts(tx, &all(&["京都 都"]), EVERYTHING));
        let beginning = Question {
            all: vec![vec![Term {
                is_beginning: true,
                ..term("quick fox ju")
            }]],
            none: vec![term("slow"), term("¤hm")],
        };
        say!(log, search::ask_posts(tx, &beginning, EVERYTHING));
        let either = Question {
            all: vec![vec![Term::mark("¤p".into()), Term::mark("¤l10".into())]],
            none: vec![term("fox")],
        };
        say!(log, search::ask_posts(tx, &either, EVERYTHING));
        let part = Part {
            below: 110,
            above: 100,
            limit: 1,
            offset: 0,
        };
        say!(log, search::ask_posts(tx, &all(&["fox"]), part));
        say!(
            log,
            search::ask_posts(
                tx,
                &all(&["fox"]),
                Part {
                    offset: 1,
                    limit: 1,
                    ..EVERYTHING
                }
            )
        );
        search::put_posts(tx, &[document(101, "another text", "")])?;
        say!(log, search::ask_posts(tx, &all(&["fox"]), EVERYTHING));
        say!(log, search::ask_posts(tx, &all(&["another"]), EVERYTHING));
        say!(log, search::remove_posts(tx, &[101]));
        post::delete(tx, 100, 700)?;
        say!(log, search::ask_posts(tx, &all(&["another"]), EVERYTHING));
        say!(log, search::ask_posts(tx, &all(&["fox"]), EVERYTHING));
        Ok(())
    });
}

#[test]
fn people_are_found_by_name() {
    tell("search_people", |tx, log| {
        write_some(tx)?;
        folkmoot_store::relation::insert_follow(tx, &follow(20, ALICE, CAROL, 1), 1)?;
        search::put_accounts(
            tx,
            &[
                document(ALICE, "alice a sharp here example", ""),
                document(BOB, "bob sharp here example", ""),
                document(CAROL, "carol sharpe there example", ""),
            ],
        )?;
        let ask = AccountQuestion {
            names: Question {
                all: vec![vec![Term {
                    is_beginning: true,
                    ..term("sharp")
                }]],
                none: Vec::new(),
            },
            exactly: String::new(),
            viewer: 0,
            only_followed: false,
            limit: 10,
            offset: 0,
        };
        say!(log, search::ask_accounts(tx, &ask));
        let mine = AccountQuestion {
            viewer: ALICE,
            ..ask.clone()
        };
        say!(log, search::ask_accounts(tx, &mine));
        say!(
            log,
            search::ask_accounts(
                tx,
                &AccountQuestion {
                    only_followed: true,
                    ..mine.clone()
                }
            )
        );
        say!(
            log,
            search::ask_accounts(
                tx,
                &AccountQuestion {
                    exactly: "alice".into(),
                    ..mine
                }
            )
        );
        Ok(())
    });
}
