//! The directory of did:plc takes our operations, and what it then says of them we believe.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use at_proto::plc::{Operation, State, parse_log, validate};
use at_proto::syntax::{Did, Handle};
use crypto::Secp256k1Key;
use crypto::multikey::did_key_secp256k1;
use folkmoot_tests::at::{self, Plc};
use folkmoot_tests::tool::all_there;
use reqwest::Client;
use serde_json::{Value, json};

fn did_key(key: &Secp256k1Key) -> String {
    did_key_secp256k1(&key.public_compressed())
}

fn state(handle: &str, signing: &Secp256k1Key, rotation: &[&Secp256k1Key]) -> State {
    let rotation = rotation.iter().map(|key| did_key(key)).collect();
    let handle = Handle::parse(handle).unwrap();
    State::of_account(
        &handle,
        "https://pds.example.org",
        &did_key(signing),
        rotation,
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test asks the directory itself, not as the server would"
)]
fn client() -> Client {
    Client::new()
}

async fn submit(plc: &Plc, did: &Did, operation: &Operation) -> u16 {
    let url = format!("{}/{did}", plc.url());
    let answer = client().post(url).json(operation).send().await;
    answer.unwrap().status().as_u16()
}

async fn get(plc: &Plc, path: &str) -> Vec<u8> {
    let answer = client().get(format!("{}/{path}", plc.url())).send();
    answer.await.unwrap().bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn an_account_begins_moves_and_ends_in_the_directory() {
    if !all_there("the directory", at::SMALL) {
        return;
    }
    let plc = Plc::start().unwrap();
    let [signing, ours, theirs] = [(); 3].map(|()| Secp256k1Key::generate().unwrap());
    let first = state("alice.example.org", &signing, &[&theirs, &ours]);
    let genesis = Operation::genesis(first.clone(), &ours).unwrap();
    let did = genesis.did().unwrap();
    assert_eq!(submit(&plc, &did, &genesis).await, 200);
    let said: Value = serde_json::from_slice(&get(&plc, &format!("{did}/data")).await).unwrap();
    assert_eq!(said["rotationKeys"], json!(first.rotation_keys));
    assert_eq!(
        said["verificationMethods"],
        json!(first.verification_methods)
    );
    assert_eq!(said["alsoKnownAs"], json!(first.also_known_as));
    assert_eq!(said["services"], json!(first.services));

    let second = state("alice.example.net", &signing, &[&theirs, &ours]);
    let last = genesis.cid().unwrap();
    let stranger = Operation::update(second.clone(), &last, &signing).unwrap();
    assert_eq!(
        submit(&plc, &did, &stranger).await,
        400,
        "a key that may not"
    );
    let update = Operation::update(second.clone(), &last, &ours).unwrap();
    assert_eq!(submit(&plc, &did, &update).await, 200);
    let log = get(&plc, &format!("{did}/log/audit")).await;
    let audit = validate(&did, &parse_log(&log).unwrap()).unwrap();
    assert_eq!(audit.state, Some(second));
    assert_eq!(audit.last_cid, update.cid().unwrap());

    let end = Operation::tombstone(&audit.last_cid, &theirs).unwrap();
    assert_eq!(submit(&plc, &did, &end).await, 200);
    let log = get(&plc, &format!("{did}/log/audit")).await;
    assert_eq!(
        validate(&did, &parse_log(&log).unwrap()).unwrap().state,
        None
    );
}
