//! The table, made of the list of methods and the notes of the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use compat::{Proof, Row};

/// Tests that go through every route whatever it does: what they see is no proof.
const SWEEPS: [&str; 3] = ["tests::bad_input::", "tests::matrix::", "tests::leaks::"];

/// Every row with what is known of it.
#[derive(Debug)]
pub(crate) struct Table {
    lines: Vec<(&'static Row, State)>,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// It does what it should; the test that has seen it.
    Works(String),
    /// It answers as documented that there is nothing, and why.
    Nothing { why: String, test: String },
    /// The documentation says that it is no more, and it is not here.
    Removed,
    /// No test has seen it.
    Missing,
}

impl Table {
    /// Of the notes in a folder.
    pub(crate) fn of(notes: &Path) -> Result<Self> {
        let notes = compat::read(notes).context("can't read the notes of the tests")?;
        Ok(Self::build(compat::rows(), &notes))
    }

    fn build(rows: &'static [Row], notes: &BTreeSet<Proof>) -> Self {
        let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for note in notes.iter().filter(|note| is_proof(note)) {
            seen.entry(&note.test).or_default().insert(&note.row);
        }
        let state = |row: &Row| state(row, notes, &seen);
        Self {
            lines: rows.iter().map(|row| (row, state(row))).collect(),
        }
    }

    /// Rows that no test has seen.
    pub(crate) fn missing(&self) -> impl Iterator<Item = String> {
        let missing = self.lines.iter().filter(|(_, it)| *it == State::Missing);
        missing.map(|(row, _)| row.name())
    }

    /// The page.
    pub(crate) fn markdown(&self) -> String {
        let mut page = String::from(HEAD);
        let count = |wanted: fn(&State) -> bool| {
            self.lines.iter().filter(|(_, state)| wanted(state)).count()
        };
        let works = count(|state| matches!(state, State::Works(_)));
        let nothing = count(|state| matches!(state, State::Nothing { .. }));
        let removed = count(|state| *state == State::Removed);
        let missing = count(|state| *state == State::Missing);
        let _ = writeln!(
            page,
            "{} rows: {works} work, {nothing} answer “none” as documented, {removed} were removed by Mastodon, {missing} are missing.",
            self.lines.len()
        );
        let mut group = "";
        for (row, state) in &self.lines {
            if row.group != group {
                group = &row.group;
                let _ = write!(
                    page,
                    "\n## {group}\n\n| method | since | here | proved by |\n|---|---|---|---|\n"
                );
            }
            let _ = writeln!(page, "{}", line(row, state));
        }
        page
    }
}

const HEAD: &str = "# The Mastodon client API, method by method

Made by `cargo xtask compat mastodon` from the tests; not written by hand. A test proves a method when it has seen it do what it
should: the answer is held to Mastodon's machine-readable description (4.7.0), and the test looks at what it did. `WS` rows are
channels of the streams, `EVENT` rows are events on them.

";

fn is_proof(note: &Proof) -> bool {
    !note.test.is_empty() && !SWEEPS.iter().any(|sweep| note.test.starts_with(sweep))
}

/// The test that sees least besides this row says most about it.
fn state(row: &Row, notes: &BTreeSet<Proof>, seen: &BTreeMap<&str, BTreeSet<&str>>) -> State {
    let name = row.name();
    let mine = || notes.iter().filter(|note| note.row == name);
    let tests = mine().filter(|note| is_proof(note)).map(|note| &*note.test);
    let test = tests.min_by_key(|test| (seen.get(test).map_or(0, BTreeSet::len), *test));
    let why = mine().find_map(|note| note.none.clone());
    match (test, why) {
        (Some(test), Some(why)) => State::Nothing {
            why,
            test: test.to_owned(),
        },
        (Some(test), None) => State::Works(test.to_owned()),
        (None, _) if row.is_removed() => State::Removed,
        (None, _) => State::Missing,
    }
}

fn line(row: &Row, state: &State) -> String {
    let status = match row.status.as_str() {
        "" | "adjacent" => String::new(),
        status => format!(" ({status})"),
    };
    let (here, test) = match state {
        State::Works(test) => ("works".to_owned(), format!("`{}`", short(test))),
        State::Nothing { why, test } => (format!("none: {why}"), format!("`{}`", short(test))),
        State::Removed => ("—".to_owned(), String::new()),
        State::Missing => ("**missing**".to_owned(), String::new()),
    };
    format!(
        "| `{}`{status} | {} | {here} | {test} |",
        row.name(),
        row.since
    )
}

fn short(test: &str) -> &str {
    test.strip_prefix("tests::").unwrap_or(test)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str, status: &str) -> Row {
        Row {
            method: "GET".to_owned(),
            path: path.to_owned(),
            since: "1.0".to_owned(),
            group: "things".to_owned(),
            status: status.to_owned(),
        }
    }

    fn note(path: &str, test: &str, none: Option<&str>) -> Proof {
        Proof {
            row: format!("GET {path}"),
            test: test.to_owned(),
            none: none.map(str::to_owned),
        }
    }

    #[test]
    fn a_row_is_what_its_notes_say() {
        let rows: &'static [Row] = Box::leak(Box::new([
            row("/a", ""),
            row("/b", ""),
            row("/c", "removed"),
            row("/d", ""),
        ]));
        let notes = BTreeSet::from([
            note("/a", "tests::story::everything", None),
            note("/b", "tests::story::everything", None),
            note("/a", "tests::one::a_is_there", None),
            note("/b", "", Some("It is over.")),
            note("/d", "tests::matrix::all", None),
        ]);
        let table = Table::build(rows, &notes);
        let states: Vec<&State> = table.lines.iter().map(|(_, state)| state).collect();
        assert_eq!(
            states,
            [
                &State::Works("tests::one::a_is_there".to_owned()),
                &State::Nothing {
                    why: "It is over.".to_owned(),
                    test: "tests::story::everything".to_owned()
                },
                &State::Removed,
                &State::Missing,
            ]
        );
        assert_eq!(table.missing().collect::<Vec<_>>(), ["GET /d"]);
        assert!(
            table
                .markdown()
                .contains("| `GET /a` | 1.0 | works | `one::a_is_there` |")
        );
    }
}
