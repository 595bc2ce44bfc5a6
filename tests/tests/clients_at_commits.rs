//! The reference's own code keeps a tree beside ours, proves every operation of our commits and verifies the whole repository.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::io::Write as _;

use at_proto::car;
use at_proto::repo::Next;
use crypto::multikey::did_key_secp256k1;
use data_encoding::BASE64;
use folkmoot_tests::at::history::{History, Keys};
use folkmoot_tests::at::{self, run_script};
use folkmoot_tests::tool::all_there;
use serde_json::{Value, json};

/// What `witness.mjs` reads of one repository that went through so many commits.
fn told(history: &mut History, commits: usize) -> Vec<Value> {
    let key = did_key_secp256k1(&history.key.public_compressed());
    let mut lines = vec![json!({"did": history.did.as_str(), "key": key})];
    let mut last = None;
    for _ in 0..commits {
        let next = history.go_on().unwrap();
        lines.push(commit(&next));
        last = Some(next);
    }
    lines.push(json!({"repo": BASE64.encode(&repository(history, &last.unwrap()))}));
    lines
}

fn commit(next: &Next) -> Value {
    let ops = next.ops.iter().map(|op| {
        let cid = |cid: Option<at_proto::cid::Cid>| cid.map(|it| it.to_string());
        json!({"key": op.key, "now": cid(op.now), "before": cid(op.before)})
    });
    json!({
        "ops": ops.collect::<Vec<_>>(),
        "root": next.commit.unsigned.data.to_string(),
        "blocks": BASE64.encode(&next.blocks().unwrap()),
    })
}

/// Everything that was ever new, with the last commit in front: more than is needed, and all of that.
fn repository(history: &History, last: &Next) -> Vec<u8> {
    let mut out = car::header(&last.cid);
    car::put_block(&mut out, &last.cid, &last.commit.bytes());
    for (cid, bytes) in &history.blocks {
        car::put_block(&mut out, cid, bytes);
    }
    out
}

fn witness(seed: u64, keys: Keys, commits: usize) {
    let mut history = History::of(seed, keys).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for line in told(&mut history, commits) {
        writeln!(file, "{line}").unwrap();
    }
    let said = run_script("witness.mjs", &[file.path().to_str().unwrap()]).unwrap();
    assert_eq!(said[0]["commits"], commits);
    assert_eq!(said[0]["records"], history.records.len());
}

#[test]
fn the_reference_has_our_root_after_every_commit_and_finds_every_operation_proved() {
    if !all_there("the reference as a witness", at::SMALL) {
        return;
    }
    for (seed, keys) in (0..).zip([Keys::Times, Keys::Prefixes, Keys::Few]) {
        witness(seed, keys, 300);
    }
}

#[test]
#[ignore = "long: the reference looks at ten thousand commits"]
fn the_reference_has_our_root_after_each_of_ten_thousand_commits() {
    if !all_there("the reference as a witness", at::SMALL) {
        return;
    }
    for (seed, keys) in (10..).zip([Keys::Times, Keys::Prefixes, Keys::Few, Keys::Times]) {
        witness(seed, keys, 2_500);
    }
}
