//! The AT Protocol's own lists of well-formed and malformed names (`atproto/syntax` of the corpus), and
//! what holds for any text.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may panic, and say what they skip"
)]

mod corpus;

use std::path::Path;

use folkmoot_at_proto::syntax::{
    AtIdentifier, AtUri, Datetime, Did, Handle, Language, Nsid, RecordKey, SyntaxError, Tid, Uri,
};
use proptest::prelude::*;

use self::corpus::corpus;

/// Checks a text and prints it back.
type Check = fn(&str) -> Result<String, SyntaxError>;

const CHECKS: [(&str, Check); 10] = [
    ("atidentifier", |text| {
        AtIdentifier::parse(text).map(|name| name.to_string())
    }),
    ("aturi", |text| {
        AtUri::parse(text).map(|name| name.to_string())
    }),
    ("datetime", |text| {
        Datetime::parse(text).map(|name| name.to_string())
    }),
    ("did", |text| Did::parse(text).map(|name| name.to_string())),
    ("handle", |text| {
        Handle::parse(text).map(|name| name.to_string())
    }),
    ("language", |text| {
        Language::parse(text).map(|name| name.to_string())
    }),
    ("nsid", |text| {
        Nsid::parse(text).map(|name| name.to_string())
    }),
    ("recordkey", |text| {
        RecordKey::parse(text).map(|name| name.to_string())
    }),
    ("tid", |text| Tid::parse(text).map(|name| name.to_string())),
    ("uri", |text| Uri::parse(text).map(|name| name.to_string())),
];

/// The texts of a list. Spaces belong to them; `#` begins a comment.
fn texts(file: &Path) -> Vec<String> {
    let list = std::fs::read_to_string(file).unwrap();
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn published_lists_are_answered_as_they_say() {
    let Some(directory) = corpus("atproto/syntax") else {
        return;
    };
    let mut files = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (kind, list) = name.split_once('_').unwrap();
        if kind == "cid" {
            continue;
        }
        let (_, check) = CHECKS.iter().find(|(known, _)| *known == kind).unwrap();
        let texts = texts(&path);
        assert!(!texts.is_empty(), "{name}");
        for text in &texts {
            let answer = check(text);
            match list {
                "syntax_valid" => assert!(answer.is_ok(), "{name}: {text:?}: {answer:?}"),
                _ => assert!(answer.is_err(), "{name}: {text:?}"),
            }
            if list == "parse_invalid" && kind == "datetime" {
                assert_eq!(answer, Err(SyntaxError::NoSuchMoment), "{text:?}");
            }
        }
        eprintln!("{name}: {}", texts.len());
        files += 1;
    }
    assert_eq!(files, 22);
}

/// Texts that are nearly names.
fn nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[a-zA-Z0-9.:/%~_-]{0,40}",
        "(at://)?(did:[a-z]{1,4}:[a-zA-Z0-9:%.]{1,9}|[a-zA-Z0-9-]{1,5}\\.[a-z]{1,3})(/[a-z]{1,3}\\.[a-z]{1,3}\\.[a-zA-Z0-9-]{1,4})?(/[a-z.~:]{1,4})?",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,21})?(Z|[+-][0-2][0-9]:[0-6][0-9])",
        "[2-7a-z]{13}",
        "[a-zA-Z]{1,4}(-[a-zA-Z0-9]{1,9}){0,5}",
        "[a-z0-9]{1,4}(\\.[a-zA-Z0-9-]{1,4}){1,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_answered_and_what_is_well_formed_prints_as_it_was(text in nearly()) {
        for (kind, check) in CHECKS {
            let Ok(printed) = check(&text) else { continue };
            match kind {
                // Handles are the only names that are changed, and only once.
                "handle" => prop_assert_eq!(&printed, &text.to_ascii_lowercase()),
                "atidentifier" | "aturi" => prop_assert!(printed.eq_ignore_ascii_case(&text)),
                _ => prop_assert_eq!(&printed, &text),
            }
            prop_assert_eq!(check(&printed), Ok(printed));
        }
    }
}
