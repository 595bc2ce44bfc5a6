//! Every payload of the corpus is read without a panic: one line a file says as what, or why not.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use folkmoot_ap_proto::document::Document;
use folkmoot_ap_proto::value::{Limits, parse_json};

/// The corpus is not part of the repository: the folder `FOLKMOOT_CORPUS`, or the one beside the checkout.
fn corpus() -> PathBuf {
    std::env::var_os("FOLKMOOT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/activitypub"),
        PathBuf::from,
    )
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
    Ok(())
}

fn describe(bytes: &[u8]) -> String {
    let document = parse_json(bytes, Limits::default()).and_then(|value| Document::parse(&value));
    match document {
        Ok(document) => {
            let id = document
                .id()
                .map_or_else(|| "no id".to_owned(), str::to_owned);
            format!("{} {id}{}", document.describe(), inside(&document))
        }
        Err(refusal) => format!("refused {}: {refusal}", refusal.code()),
    }
}

/// What an activity carries along.
fn inside(document: &Document) -> String {
    let Document::Activity(activity) = document else {
        return String::new();
    };
    let inline = activity.object.inline().map(Document::parse);
    inline.map_or_else(String::new, |object| match object {
        Ok(object) => format!(" [{}{}]", object.describe(), inside(&object)),
        Err(refusal) => format!(" [refused {}: {refusal}]", refusal.code()),
    })
}

/// Proves: Activity Streams 2.0
#[test]
fn every_payload_is_read_or_refused_with_a_reason() {
    let root = corpus();
    if !root.is_dir() {
        println!(
            "SKIPPED: no corpus at {}; set FOLKMOOT_CORPUS",
            root.display()
        );
        return;
    }
    let mut found = Vec::new();
    files(&root, &mut found).unwrap();
    found.sort();
    assert!(!found.is_empty(), "the corpus is empty");
    let mut table = String::new();
    for path in found {
        let name = path.strip_prefix(&root).unwrap().display();
        writeln!(table, "{name}: {}", describe(&fs::read(&path).unwrap())).unwrap();
    }
    insta::assert_snapshot!(table);
}
