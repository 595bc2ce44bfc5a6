//! Somebody moves from the reference PDS to us with everything, and back; each time everything that can break off does.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::collections::BTreeSet;

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::commit::Commit;
use at_proto::mst::read_whole;
use folkmoot_tests::at::{self, Plc, ReferencePds, agent, run_script};
use folkmoot_tests::server::{PASSWORD, Server};
use folkmoot_tests::tool::all_there;
use reqwest::Client;
use serde_json::{Value, json};

const POSTS: usize = 500;
const BLOBS: usize = 50;
/// Where the program that moves somebody breaks off, each time once.
const STEPS: [&str; 8] = [
    "account",
    "repository",
    "some blobs",
    "blobs",
    "preferences",
    "signature",
    "name",
    "activation",
];

#[expect(
    clippy::disallowed_methods,
    reason = "a test asks servers itself, not as the server would"
)]
fn client() -> Client {
    Client::new()
}

async fn get(url: &str, method: &str) -> Vec<u8> {
    let answer = client().get(format!("{url}/xrpc/{method}")).send().await;
    let answer = answer.unwrap().error_for_status().unwrap();
    answer.bytes().await.unwrap().to_vec()
}

/// All records of a repository: keys and names.
async fn records(url: &str, did: &str) -> Vec<(String, Cid)> {
    let file = get(url, &format!("com.atproto.sync.getRepo?did={did}")).await;
    let (root, blocks) = car::read(&file).unwrap();
    let blocks = blocks.into_iter().map(|block| (block.cid, block.bytes));
    let blocks = blocks.collect::<std::collections::BTreeMap<_, _>>();
    let commit = Commit::parse(&blocks[&root]).unwrap();
    read_whole(&blocks, commit.unsigned.data, 10_000).unwrap()
}

/// All files of a repository, each of which is there and is what its name says.
async fn files(url: &str, did: &str) -> BTreeSet<String> {
    let listed = get(url, &format!("com.atproto.sync.listBlobs?did={did}")).await;
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    let mut found = BTreeSet::new();
    for cid in listed["cids"].as_array().unwrap() {
        let cid = cid.as_str().unwrap();
        let path = format!("com.atproto.sync.getBlob?did={did}&cid={cid}");
        assert_eq!(Cid::of_blob(&get(url, &path).await).to_string(), cid);
        found.insert(cid.to_owned());
    }
    found
}

/// All records and files of a repository.
async fn everything(url: &str, did: &str) -> (Vec<(String, Cid)>, BTreeSet<String>) {
    (records(url, did).await, files(url, did).await)
}

/// The DID names this place, and the repository there has so many records and the right signature.
fn is_signed_at(url: &str, plc: &str, (did, count): (&str, usize)) {
    let found = run_script("repo.mjs", &[url, plc, did]).unwrap();
    assert_eq!(found[0]["pds"], url);
    assert_eq!(found[0]["records"], count);
}

/// A code of whoever looks after our community.
async fn invite(url: &str) -> String {
    let call = async |method: &str, token: &str, input: Value| {
        let asked = client().post(format!("{url}/xrpc/com.atproto.server.{method}"));
        let asked = asked.bearer_auth(token).body(input.to_string());
        let asked = asked.header("content-type", "application/json");
        let text = asked.send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let who = json!({ "identifier": "landlady", "password": PASSWORD });
    let session = call("createSession", "", who).await;
    let token = session["accessJwt"].as_str().unwrap();
    let made = call("createInviteCode", token, json!({ "useCount": 1 })).await;
    made["code"].as_str().unwrap().to_owned()
}

/// What everybody is told of somebody who has left.
async fn is_deactivated(url: &str, did: &str) {
    let said = get(url, &format!("com.atproto.sync.getRepoStatus?did={did}")).await;
    let said: Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["active"], false);
    assert_eq!(said["status"], "deactivated");
}

/// Whoever looks after the reference PDS removes somebody there for good.
async fn forget(url: &str, did: &str) {
    let asked = client().post(format!("{url}/xrpc/com.atproto.admin.deleteAccount"));
    let asked = asked.basic_auth("admin", Some(PASSWORD)); // As reference_pds.mjs sets it.
    let asked = asked.header("content-type", "application/json");
    let asked = asked.body(json!({ "did": did }).to_string());
    asked.send().await.unwrap().error_for_status().unwrap();
}

/// Moves with breaks: after each step the program ends, and our server is killed.
fn move_with_breaks(from: &str, to: &str, ours: &mut Server, who: &Value) {
    for step in STEPS {
        let mut who = who.clone();
        who["stopAfter"] = step.into();
        let steps = run_script("migrate.mjs", &[from, to, &who.to_string()]).unwrap();
        assert_eq!(steps.last().unwrap()["step"], step);
        ours.restart().unwrap();
    }
    let mut who = who.clone();
    who["isQuiet"] = true.into();
    let steps = run_script("migrate.mjs", &[from, to, &who.to_string()]).unwrap();
    let last = steps.last().unwrap();
    assert_eq!(last["step"], "moved");
    assert_eq!(
        last["there"]["indexedRecords"],
        last["here"]["indexedRecords"]
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: the reference PDS is compiled"]
async fn somebody_moves_to_us_and_back_with_everything() {
    if !all_there("a move to us and back", at::WITH_PDS) {
        return;
    }
    let plc = Plc::start().unwrap();
    let pds = ReferencePds::start(plc.url()).unwrap();
    let community = at::community(plc.url()).unwrap().on_localhost();
    community.admin("landlady").unwrap();
    let mut ours = community.start().unwrap();
    let code = invite(&ours.url()).await;
    let account = json!({ "handle": "alice.test", "password": PASSWORD });
    let did = agent(pds.url(), "create-account", &account).unwrap()["did"].clone();
    let did = did.as_str().unwrap();
    let who = json!({ "identifier": did, "password": PASSWORD });
    let mut filled = who.clone();
    (filled["posts"], filled["blobs"]) = (POSTS.into(), BLOBS.into());
    run_script("fill.mjs", &[pds.url(), &filled.to_string()]).unwrap();
    let before = everything(pds.url(), did).await;
    assert_eq!((before.0.len(), before.1.len()), (POSTS, BLOBS));

    let mut there = who.clone();
    there["letters"] = pds.letters().to_string_lossy().into();
    there["inviteCode"] = code.into();
    let url = ours.url();
    move_with_breaks(pds.url(), &url, &mut ours, &there);
    assert_eq!(everything(&url, did).await, before);
    is_signed_at(&url, plc.url(), (did, POSTS));
    is_deactivated(pds.url(), did).await;

    // Nothing of theirs is left where they come back to.
    forget(pds.url(), did).await;
    move_with_breaks(&url, pds.url(), &mut ours, &who);
    assert_eq!(everything(pds.url(), did).await, before);
    is_deactivated(&url, did).await;
    // The reference signs what came along when something is written on top of it.
    let mut post = who;
    post["text"] = "I am back.".into();
    agent(pds.url(), "post", &post).unwrap();
    let more = everything(pds.url(), did).await;
    is_signed_at(pds.url(), plc.url(), (did, POSTS + 1));

    // Here everything is still there, kept back, and becomes what it was there.
    there["isQuiet"] = true.into();
    run_script("migrate.mjs", &[pds.url(), &url, &there.to_string()]).unwrap();
    assert_eq!(everything(&url, did).await, more);
    is_signed_at(&url, plc.url(), (did, POSTS + 1));
}
