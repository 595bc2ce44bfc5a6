//! Every payload of the corpus is read, judged and translated; the result is a snapshot beside this file.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::value::{Limits, parse_json};
use model::{AccountId, Audience, Time};
use social::inbound::Arrival;

use super::check;
use crate::map::post::{Facts, to_post};

/// The moment of every snapshot.
const NOW: Time = Time::from_seconds(1_800_000_000);

/// Where payloads of others may be found, beside our own.
const MORE: &str = "FOLKMOOT_CORPUS";

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/activitypub")
}

fn name(path: &Path) -> String {
    path.strip_prefix(ours())
        .unwrap()
        .with_extension("")
        .display()
        .to_string()
}

/// The post in a payload, carried by an activity or alone.
fn note_in(payload: &[u8]) -> Option<Note> {
    let value = parse_json(payload, Limits::default()).ok()?;
    let inner = value
        .get("object")
        .filter(|object| object.is_object())
        .unwrap_or(&value);
    match Document::parse(inner).ok()? {
        Document::Note(note) => Some(*note),
        _ => None,
    }
}

#[test]
fn every_payload_gets_its_verdict() {
    let mut table = String::new();
    for path in files(&ours()) {
        let payload = fs::read(&path).unwrap();
        writeln!(table, "{}: {}", name(&path), check(&payload, NOW)).unwrap();
    }
    insta::assert_snapshot!(table);
}

/// Proves: FEP-b2b8
#[test]
fn every_post_is_translated() {
    for path in files(&ours()) {
        let payload = fs::read(&path).unwrap();
        let Some(note) = note_in(&payload) else {
            continue;
        };
        let facts = Facts {
            author: AccountId::from(1),
            audience: Audience::Public,
            named: Vec::new(),
            policy: crate::map::policy::to_policy(&note.rules, None),
            quote: None,
            how: Arrival::Fetched,
            now: NOW,
        };
        let post = to_post(&note, facts);
        insta::assert_debug_snapshot!(name(&path).replace('/', "__"), post);
    }
}

/// Payloads of others are read where they are; none of them may make us panic, and most must be understood.
#[test]
fn payloads_of_others_are_read_without_a_panic() {
    let Some(folder) = std::env::var_os(MORE) else {
        return;
    };
    let verdicts: Vec<_> = files(Path::new(&folder))
        .iter()
        .map(|path| check(&fs::read(path).unwrap(), NOW))
        .collect();
    let accepted = verdicts
        .iter()
        .filter(|verdict| matches!(verdict, super::Verdict::Accepted(_)));
    assert!(accepted.count() * 2 > verdicts.len(), "{verdicts:#?}");
}
