//! Notes of which test has seen which method work.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::Value;

use crate::{Reference, rows};

/// A note of a test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// The row, as [`Row::name`](crate::Row::name) has it.
    pub row: String,
    /// The test.
    pub test: String,
    /// Why the method has nothing to answer here, if that is so.
    pub none: Option<String>,
}

/// Takes an answer that a test got: it must be as described, and a success is a proof.
///
/// `path` is that of the request, with or without its query.
#[track_caller]
pub fn witness(method: &str, path: &str, status: u16, answer: &Value) {
    let path = path.split('?').next().unwrap_or(path);
    let wrong = faults(method, path, status, answer);
    assert!(
        wrong.is_empty(),
        "{method} {path} answered {status} with what is not as documented: {wrong:#?}\n{answer:#}"
    );
    if let Some(row) = rows::find(method, path)
        && (200..400).contains(&status)
    {
        proves(&row.name());
    }
}

/// All that is wrong with an answer, for those who watch what passes between others.
pub fn faults(method: &str, path: &str, status: u16, answer: &Value) -> Vec<String> {
    let known = rows::find(method, path).map_or(path, |row| row.path.as_str());
    Reference::get().map_or_else(Vec::new, |reference| {
        reference.check_answer(method, known, status, answer)
    })
}

/// Notes that the running test has seen a row do what it should: for a channel, an event, or a refusal that is the documented
/// answer.
#[track_caller]
pub fn proves(row: &str) {
    let known = rows::rows();
    assert!(
        known.is_empty() || known.iter().any(|known| known.name() == row),
        "there is no row {row:?}"
    );
    let thread = thread::current();
    note(row, thread.name().unwrap_or("?"), "");
}

/// Notes why a method of ours, `GET /api/v1/accounts/{id}/…`, answers that there is nothing.
pub fn none(method: &str, path: &str, why: &str) {
    if let Some(row) = rows::find(method, path) {
        note(&row.name(), "", why);
    }
}

fn note(row: &str, test: &str, why: &str) {
    let Some(folder) = env::var_os("FOLKMOOT_PROOFS").map(PathBuf::from) else {
        return;
    };
    // A process each, and a line a write: notes of tests side by side do not mix.
    let file = folder.join(format!("{}.tsv", std::process::id()));
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .expect("the folder of FOLKMOOT_PROOFS can be written to");
    let line = format!("{row}\t{test}\t{why}\n");
    file.write_all(line.as_bytes())
        .expect("a note can be written");
}

/// All notes of a folder, each once.
///
/// # Errors
///
/// When the folder or one of its files cannot be read.
pub fn read(folder: &Path) -> std::io::Result<BTreeSet<Proof>> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder)? {
        let text = fs::read_to_string(file?.path())?;
        found.extend(text.lines().filter_map(parse));
    }
    Ok(found)
}

fn parse(line: &str) -> Option<Proof> {
    let mut parts = line.split('\t');
    let (row, test, why) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Proof {
        row: row.to_owned(),
        test: test.to_owned(),
        none: (!why.is_empty()).then(|| why.to_owned()),
    })
}
