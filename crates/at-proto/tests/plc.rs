//! did:plc: the directory's own audit logs (`did-plc` of the corpus), and logs made here.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "tests may panic, and say what they skip"
)]

mod corpus;

use crypto::{Secp256k1Key, multikey};
use folkmoot_at_proto::plc::{
    Audit, Entry, MAX_ENTRIES, MAX_LOG_BYTES, Operation, PlcError, Problem, Service, State,
    parse_log, validate,
};
use folkmoot_at_proto::syntax::{Datetime, Handle};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use self::corpus::corpus;

/// The logs of a folder, by name; none where there is no corpus.
fn logs(folder: &str) -> Vec<(String, Vec<u8>)> {
    let Some(directory) = corpus(&format!("did-plc/{folder}")) else {
        return Vec::new();
    };
    let files = std::fs::read_dir(directory).unwrap();
    let logs: Vec<_> = files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    assert_eq!(logs.len(), 10, "{folder}");
    logs
}

fn audit(json: &[u8]) -> Result<Audit, PlcError> {
    let entries = parse_log(json)?;
    let did = entries.first().ok_or(PlcError::Empty)?.did.clone();
    validate(&did, &entries)
}

#[test]
fn published_logs_are_believed_and_give_their_last_operation() {
    for (name, json) in logs("valid") {
        let audit = audit(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let entries: Vec<Value> = serde_json::from_slice(&json).unwrap();
        let last = entries.iter().rfind(|entry| entry["nullified"] == false);
        let last = last.unwrap();
        assert_eq!(last["cid"], json!(audit.last_cid), "{name}");
        let ends = last["operation"]["type"] == "plc_tombstone";
        assert_eq!(audit.state.is_none(), ends, "{name}");
        assert_eq!(audit.document().is_none(), ends, "{name}");
    }
}

#[test]
fn published_forgeries_are_refused_for_what_is_wrong_with_them() {
    for (name, json) in logs("invalid") {
        let problem = match audit(&json).unwrap_err() {
            PlcError::Entry { problem, .. } => problem,
            other => panic!("{name}: {other}"),
        };
        let expected = match name.trim_start_matches("log_invalid_") {
            "nullification_too_slow" => Problem::TooLate,
            "update_nullified" | "update_tombstoned" => Problem::Misplaced,
            _ => Problem::Signature,
        };
        assert_eq!(problem, expected, "{name}");
    }
}

#[test]
fn a_legacy_log_gives_the_document_of_its_last_operation() {
    let logs = logs("valid");
    let Some((_, json)) = logs.iter().find(|(name, _)| name == "log_legacy_dholms") else {
        return;
    };
    let entries = parse_log(json).unwrap();
    let did = &entries[0].did;
    let first = validate(did, &entries[..1]).unwrap().state.unwrap();
    assert_eq!(first.also_known_as, ["at://dan.bsky.social"]);
    assert_eq!(first.rotation_keys.len(), 2);
    assert_eq!(
        first.services["atproto_pds"].endpoint,
        "https://bsky.social"
    );
    assert_eq!(
        validate(did, &entries).unwrap().document().unwrap(),
        json!({
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
                "https://w3id.org/security/suites/secp256k1-2019/v1",
            ],
            "id": "did:plc:yk4dd2qkboz2yv6tpubpc6co",
            "alsoKnownAs": ["at://dholms.xyz"],
            "verificationMethod": [{
                "id": "did:plc:yk4dd2qkboz2yv6tpubpc6co#atproto",
                "type": "Multikey",
                "controller": "did:plc:yk4dd2qkboz2yv6tpubpc6co",
                "publicKeyMultibase": "zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF",
            }],
            "service": [{
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": "https://bsky.social",
            }],
        })
    );
}

fn key(seed: u8) -> Secp256k1Key {
    Secp256k1Key::from_secret(&[seed; 32]).unwrap()
}

fn did_key(seed: u8) -> String {
    multikey::did_key_secp256k1(&key(seed).public_compressed())
}

/// An account whose rotation keys are those of the seeds.
fn state(rotation: &[u8]) -> State {
    State::of_account(
        &Handle::parse("Alice.example.com").unwrap(),
        "https://pds.example.com",
        &did_key(9),
        rotation.iter().copied().map(did_key).collect(),
    )
}

/// A log of operations, each so many hours after 2023-11-14.
fn log(operations: &[(i64, Operation)]) -> Vec<Entry> {
    let did = operations[0].1.did().unwrap();
    let start = Timestamp::from_second(1_700_000_000).unwrap();
    let entry = |(hours, operation): &(i64, Operation)| Entry {
        did: did.clone(),
        operation: operation.clone(),
        cid: operation.cid().unwrap(),
        nullified: false,
        created_at: Datetime::from_moment(start + SignedDuration::from_hours(*hours)).unwrap(),
    };
    operations.iter().map(entry).collect()
}

fn problem(entries: &[Entry]) -> Option<Problem> {
    match validate(&entries[0].did, entries) {
        Err(PlcError::Entry { problem, .. }) => Some(problem),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    }
}

#[test]
fn a_new_account_is_made_changed_and_ended() {
    let first = Operation::genesis(state(&[1, 2]), &key(2)).unwrap();
    let mut changed = state(&[1]);
    changed.also_known_as = vec!["at://bob.example.com".to_owned()];
    let second = Operation::update(changed.clone(), &first.cid().unwrap(), &key(1)).unwrap();
    let third = Operation::tombstone(&second.cid().unwrap(), &key(1)).unwrap();
    let entries = log(&[(0, first), (1, second), (200, third)]);

    let text = serde_json::to_vec(&entries).unwrap();
    assert_eq!(parse_log(&text).unwrap(), entries);
    let did = &entries[0].did;
    assert_eq!(did.as_str().len(), 32);
    assert_eq!(validate(did, &entries[..2]).unwrap().state, Some(changed));
    let ended = validate(did, &entries).unwrap();
    assert_eq!((ended.state, &ended.last_cid), (None, &entries[2].cid));
}

#[test]
fn only_a_more_powerful_key_may_replace_an_operation_and_not_for_long() {
    let first = Operation::genesis(state(&[1, 2, 3]), &key(1)).unwrap();
    let prev = first.cid().unwrap();
    let stolen = Operation::update(state(&[4]), &prev, &key(2)).unwrap();
    let replaced_after = |hours: i64, seed: u8| {
        let back = Operation::update(state(&[1]), &prev, &key(seed)).unwrap();
        let operations = [(0, first.clone()), (1, stolen.clone()), (1 + hours, back)];
        let mut entries = log(&operations);
        entries[1].nullified = true;
        problem(&entries)
    };
    assert_eq!(replaced_after(72, 1), None);
    assert_eq!(replaced_after(73, 1), Some(Problem::TooLate));
    assert_eq!(replaced_after(1, 2), Some(Problem::Signature));
    assert_eq!(replaced_after(1, 3), Some(Problem::Signature));
    assert_eq!(replaced_after(1, 4), Some(Problem::Signature));
    assert_eq!(replaced_after(-1, 1), Some(Problem::Order));
}

#[test]
fn what_a_directory_says_besides_the_operations_is_checked() {
    let first = Operation::genesis(state(&[1]), &key(1)).unwrap();
    let second = Operation::update(state(&[1]), &first.cid().unwrap(), &key(1)).unwrap();
    let foreign = Operation::genesis(state(&[2]), &key(2)).unwrap();
    let entries = log(&[(0, first), (1, second)]);
    let with = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = entries.clone();
        change(&mut entries);
        problem(&entries)
    };
    assert_eq!(with(&|_| ()), None);
    let nullified = with(&|entries| entries[0].nullified = true);
    assert_eq!(nullified, Some(Problem::Nullified));
    let cid = with(&|entries| entries[1].cid = entries[0].cid.clone());
    assert_eq!(cid, Some(Problem::WrongCid));
    let did = with(&|entries| entries[1].did = foreign.did().unwrap());
    assert_eq!(did, Some(Problem::WrongDid));
    let begun_twice = with(&|entries| entries[1] = entries[0].clone());
    assert_eq!(begun_twice, Some(Problem::Misplaced));
    let headless = with(&|entries| drop(entries.remove(0)));
    assert_eq!(headless, Some(Problem::WrongDid));
    let of_another = validate(&foreign.did().unwrap(), &entries);
    assert!(of_another.is_err());
}

#[test]
fn logs_and_operations_have_a_largest_size() {
    let first = Operation::genesis(state(&[1]), &key(1)).unwrap();
    let entries = vec![log(&[(0, first)]).remove(0); MAX_ENTRIES + 1];
    let did = entries[0].did.clone();
    assert_eq!(validate(&did, &entries), Err(PlcError::LogTooLong));
    assert_eq!(validate(&did, &[]), Err(PlcError::Empty));
    let long = vec![b' '; MAX_LOG_BYTES + 1];
    assert_eq!(parse_log(&long), Err(PlcError::LogTooLong));

    let mut large = state(&[1]);
    for number in 0..9 {
        let service = Service {
            kind: "x".repeat(250),
            endpoint: "x".repeat(500),
        };
        large.services.insert(format!("s{number}"), service);
    }
    let refused = Operation::genesis(large, &key(1));
    assert_eq!(refused, Err(PlcError::Operation(Problem::TooLarge)));
}

#[test]
fn an_operation_is_not_made_of_fields_that_a_directory_refuses() {
    for spoil in [
        |state: &mut State| state.rotation_keys.push(did_key(1)),
        |state: &mut State| state.rotation_keys.extend((10..15).map(did_key)),
        |state: &mut State| state.rotation_keys.push("did:key:z6Mk".to_owned()),
        |state: &mut State| state.also_known_as.push("not a URI".to_owned()),
        |state: &mut State| state.also_known_as = vec!["at://a.b".to_owned(); 11],
        |state: &mut State| {
            let named = ("#".to_owned(), did_key(1));
            state.verification_methods.extend([named]);
        },
    ] {
        let mut state = state(&[1]);
        spoil(&mut state);
        let made = Operation::genesis(state, &key(1));
        assert!(
            matches!(made, Err(PlcError::Operation(Problem::Field(_)))),
            "{made:?}"
        );
    }
    let stranger = Operation::genesis(state(&[1]), &key(2));
    assert_eq!(stranger, Err(PlcError::Operation(Problem::Signature)));
}

#[test]
fn fields_that_are_unknown_or_absent_are_refused() {
    let operation = Operation::genesis(state(&[1]), &key(1)).unwrap();
    let whole = serde_json::to_value(operation).unwrap();
    assert!(serde_json::from_value::<Operation>(whole.clone()).is_ok());
    let mut unknown = whole.clone();
    unknown["extra"] = json!(1);
    assert!(serde_json::from_value::<Operation>(unknown).is_err());
    for field in ["prev", "sig", "type", "services"] {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(field);
        assert!(
            serde_json::from_value::<Operation>(less).is_err(),
            "{field}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = audit(&bytes);
    }

    #[test]
    fn a_log_that_was_changed_anywhere_is_not_believed(place: prop::sample::Index, byte in 32_u8..127) {
        let first = Operation::genesis(state(&[1]), &key(1)).unwrap();
        let second = Operation::update(state(&[2]), &first.cid().unwrap(), &key(1)).unwrap();
        let entries = log(&[(0, first), (1, second)]);
        let mut json = serde_json::to_vec(&entries).unwrap();
        let place = place.index(json.len());
        json[place] = byte;
        if let Ok(changed) = parse_log(&json) {
            let times_apart: Vec<Entry> = changed
                .iter()
                .zip(&entries)
                .map(|(entry, of)| Entry { created_at: of.created_at.clone(), ..entry.clone() })
                .collect();
            if times_apart != entries {
                prop_assert!(audit(&json).is_err());
            }
        }
    }
}
