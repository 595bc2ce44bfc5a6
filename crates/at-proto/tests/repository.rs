//! The vectors of the protocol for data, names of blocks, the tree, commits and lexicons.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers of a test: what was left out is said aloud, and vectors that cannot be read fail it"
)]

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use data_encoding::BASE64_NOPAD;
use folkmoot_at_proto::cid::{Cid, is_cid_text};
use folkmoot_at_proto::data;
use folkmoot_at_proto::lexicon::{Catalog, Lexicon};
use folkmoot_at_proto::mst::{KnownNode, Op, Tree, invert};
use folkmoot_at_proto::syntax::Nsid;
use serde_json::Value;

use self::corpus::corpus;

/// A file of the corpus.
fn vectors(name: &str) -> Option<String> {
    corpus(&format!("atproto/{name}")).map(|path| fs::read_to_string(path).unwrap())
}

fn json(name: &str) -> Option<Vec<Value>> {
    vectors(name).map(|text| serde_json::from_str(&text).unwrap())
}

fn lines(name: &str) -> Option<Vec<String>> {
    let text = vectors(name)?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Some(lines.map(ToOwned::to_owned).collect())
}

#[test]
fn data_is_written_as_the_vectors_are() {
    let Some(all) = json("data-model/data-model-fixtures.json") else {
        return;
    };
    assert!(!all.is_empty());
    for vector in all {
        let bytes = BASE64_NOPAD
            .decode(vector["cbor_base64"].as_str().unwrap().as_bytes())
            .unwrap();
        let read = data::record_from_json(&vector["json"]).unwrap();
        assert_eq!(data::encode(&read).unwrap(), bytes);
        assert_eq!(data::decode(&bytes).unwrap(), read);
        assert_eq!(data::to_json(&read), vector["json"]);
        assert_eq!(Cid::of_cbor(&bytes).to_string(), vector["cid"]);
    }
}

#[test]
fn data_is_taken_and_refused_as_the_vectors_say() {
    for (name, is_good) in [("valid", true), ("invalid", false)] {
        let Some(all) = json(&format!("data-model/data-model-{name}.json")) else {
            return;
        };
        for vector in all {
            let read = data::record_from_json(&vector["json"]);
            assert_eq!(read.is_ok(), is_good, "{}: {read:?}", vector["note"]);
        }
    }
}

#[test]
fn texts_that_may_be_cids_are_told_from_others() {
    for (name, is_good) in [("valid", true), ("invalid", false)] {
        let Some(all) = lines(&format!("syntax/cid_syntax_{name}.txt")) else {
            return;
        };
        for text in all {
            assert_eq!(is_cid_text(&text), is_good, "{text}");
        }
    }
}

#[test]
fn every_commit_of_the_vectors_leads_to_its_tree_and_is_proved_by_its_blocks() {
    let Some(all) = json("firehose/commit-proof-fixtures.json") else {
        return;
    };
    assert!(!all.is_empty());
    for vector in all {
        let text = |name: &str| vector[name].as_str().unwrap();
        let list = |name: &str| -> Vec<String> {
            let all = vector[name].as_array().unwrap().iter();
            all.map(|one| one.as_str().unwrap().to_owned()).collect()
        };
        let value = Cid::parse(text("leafValue")).unwrap();
        let mut kept = BTreeMap::<Cid, KnownNode>::new();
        let mut tree = Tree::empty(&kept).unwrap();
        for key in list("keys") {
            tree.insert(&key, value).unwrap();
        }
        let (before, fresh) = (tree.root(), tree.fresh());
        assert_eq!(before.to_string(), text("rootBeforeCommit"));
        kept.extend(fresh);
        let op = |key: String, comes: bool| Op {
            key,
            now: comes.then_some(value),
            before: (!comes).then_some(value),
        };
        let adds = list("adds").into_iter().map(|key| op(key, true));
        let ops: Vec<Op> = adds
            .chain(list("dels").into_iter().map(|key| op(key, false)))
            .collect();
        let mut tree = Tree::open(&kept, before);
        for op in &ops {
            tree.apply(op).unwrap();
        }
        let (after, fresh) = (tree.root(), tree.fresh());
        assert_eq!(after.to_string(), text("rootAfterCommit"));
        kept.extend(fresh);
        let proof = invert(&kept, after, &ops).unwrap();
        assert_eq!(proof.before, before);
        let nodes: BTreeSet<String> = proof.nodes.keys().map(ToString::to_string).collect();
        let wanted: BTreeSet<String> = list("blocksInProof").into_iter().collect();
        assert_eq!(nodes, wanted, "{}", vector["comment"]);
    }
}

#[test]
fn lexicons_are_read_and_refused_as_the_vectors_say() {
    for (name, is_good) in [("valid", true), ("invalid", false)] {
        let Some(all) = json(&format!("lexicon/lexicon-{name}.json")) else {
            return;
        };
        for vector in all {
            let read = Lexicon::parse(&vector["lexicon"].to_string());
            assert_eq!(read.is_ok(), is_good, "{}: {read:?}", vector["name"]);
        }
    }
}

#[test]
fn records_are_taken_and_refused_as_the_vectors_say() {
    let kinds = [
        "procedure",
        "permission-set",
        "subscription",
        "query",
        "record",
    ];
    let files = kinds.map(|kind| vectors(&format!("lexicon/catalog/{kind}.json")));
    let Some(files) = files.into_iter().collect::<Option<Vec<String>>>() else {
        return;
    };
    let lexicons = files.iter().map(|file| Lexicon::parse(file).unwrap());
    let catalog: Catalog = lexicons.collect();
    let collection = Nsid::parse("example.lexicon.record").unwrap();
    for (name, is_good) in [("valid", true), ("invalid", false)] {
        for vector in json(&format!("lexicon/record-data-{name}.json")).unwrap() {
            let read = data::record_from_json(&vector["data"]).map_err(|error| error.to_string());
            let told = read.and_then(|record| {
                catalog
                    .check(&collection, &record)
                    .map_err(|error| error.to_string())
            });
            assert_eq!(told == Ok(true), is_good, "{}: {told:?}", vector["name"]);
            if let Err(reason) = told {
                println!("{}: {reason}", vector["name"]);
            }
        }
    }
}
