//! Signatures of the Fediverse as two see them, who know nothing of each other: each believes what the other signed, and nothing
//! that was changed on its way.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use ap_proto::signature::Scheme;
use folkmoot_oracles::signed::{By, Case, Change, Keys, proved, they_say, we_say};
use folkmoot_tests::at::chance::Chance;
use serde_json::{Value, json};

const TARGETS: [&str; 4] = [
    "https://here.example/ap/inbox",
    "https://here.example/ap/actors/1/outbox?page=true&min_id=0",
    "http://127.0.0.1:4711/ap/inbox",
    "https://here.example/@alice/%E6%9D%B1",
];
/// Of the draft, `apx_core` 0.27 leaves the query out of `(request-target)`, against its section 2.3: there is nothing to agree about.
const WITH_QUERY: &str = TARGETS[1];
/// How many documents are made up.
const DOCUMENTS: u64 = 200;

/// Proves: HTTP Message Signatures, RFC 9421; draft-cavage-http-signatures-12; Digest Fields, RFC 9530
#[test]
fn two_agree_about_signed_requests() {
    let (keys, others) = (Keys::generate().unwrap(), Keys::generate().unwrap());
    let body = json!({"type": "Like", "id": "https://there.example/1"}).to_string();
    let mut seen = 0;
    for by in [By::Us, By::Them] {
        for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
            for (target, body) in TARGETS.iter().flat_map(|it| [(it, ""), (it, &*body)]) {
                if scheme == Scheme::Cavage && *target == WITH_QUERY {
                    continue;
                }
                for change in Change::ALL {
                    let mut case =
                        Case::signed(by, scheme, &keys, target, body.as_bytes()).unwrap();
                    if !case.change(change).unwrap() {
                        continue;
                    }
                    let key = if change == Change::Key {
                        &others
                    } else {
                        &keys
                    };
                    let (ours, theirs) = (case.we_say(key), case.they_say(key));
                    let what =
                        format!("{by:?} {scheme:?} {change:?} {case:?}: {ours:?}, {theirs:?}");
                    assert_eq!(ours.is_ok(), change == Change::None, "{what}");
                    assert_eq!(theirs.is_ok(), change == Change::None, "{what}");
                    seen += 1;
                }
            }
        }
    }
    println!("{seen} requests");
}

/// Proves: FEP-8b32
#[test]
fn two_agree_about_documents_with_proofs() {
    let (keys, others) = (Keys::generate().unwrap(), Keys::generate().unwrap());
    for seed in 0..DOCUMENTS {
        let mut chance = Chance::of(seed);
        let mut document = made_up(&mut chance, 0);
        document["type"] = json!("Note");
        if seed % 2 == 0 {
            document["@context"] = json!([
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/data-integrity/v2"
            ]);
        }
        for by in [By::Us, By::Them] {
            let signed = proved(by, &keys, &document).unwrap();
            let both = |document: &Value, keys: &Keys| {
                let (ours, theirs) = (we_say(document, keys), they_say(document, keys));
                assert_eq!(
                    ours.is_ok(),
                    theirs.is_ok(),
                    "{by:?} {seed} {document}: {ours:?}, {theirs:?}"
                );
                ours.is_ok()
            };
            assert!(both(&signed, &keys), "{seed} {signed}");
            assert!(!both(&signed, &others));
            for changed in changes(&signed) {
                assert!(!both(&changed, &keys), "{seed} {changed}");
            }
        }
    }
}

/// What somebody may do to a document.
fn changes(signed: &Value) -> Vec<Value> {
    let change = |edit: &dyn Fn(&mut Value)| {
        let mut changed = signed.clone();
        edit(&mut changed);
        changed
    };
    vec![
        change(&|it| it["type"] = json!("Article")),
        change(&|it| it["more"] = json!(1)),
        change(&|it| it["proof"]["created"] = json!("2026-01-01T00:00:00Z")),
        change(&|it| {
            it["proof"]["verificationMethod"] = json!("https://there.example/users/eve#key")
        }),
        change(&|it| {
            let value = it["proof"]["proofValue"].as_str().unwrap();
            it["proof"]["proofValue"] = json!(value[..value.len() - 4]);
        }),
    ]
}

/// An object of any shape: names and texts of all alphabets, numbers of all sizes, lists and objects in it.
fn made_up(chance: &mut Chance, depth: u64) -> Value {
    let mut object = json!({});
    for _member in 0..chance.below(6) {
        let name = text(chance);
        object[name] = value(chance, depth);
    }
    object
}

fn value(chance: &mut Chance, depth: u64) -> Value {
    match chance.below(if depth < 3 { 8 } else { 6 }) {
        0 => Value::Null,
        1 => json!(chance.below(2) == 0),
        2 => json!(chance.below(1 << 53)),
        3 => json!(-0.5 - chance.below(1_000) as f64 / 7.0),
        4 => json!(chance.below(1_000) as f64 * 1e21),
        5 => json!(text(chance)),
        6 => (0..chance.below(4))
            .map(|_| value(chance, depth + 1))
            .collect(),
        _ => made_up(chance, depth + 1),
    }
}

fn text(chance: &mut Chance) -> String {
    const LETTERS: [char; 14] = [
        'a', 'Z', '"', '\\', '/', '\n', '\u{1}', '\u{7f}', 'é', '東', '🦀', '\u{fb33}', '\u{2028}',
        'ߛ',
    ];
    (0..1 + chance.below(6))
        .map(|_| LETTERS[usize::try_from(chance.below(14)).unwrap()])
        .collect()
}
