//! The scripts do with the reference PDS what other stories do with ours: a story that fails there is the script's fault.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use folkmoot_tests::at::{self, Plc, ReferencePds, agent, run_script};
use folkmoot_tests::tool::{Tool, all_there};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

fn alice(more: &Value) -> Value {
    let mut all = json!({"identifier": "alice.test", "password": PASSWORD});
    let more = more.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    all
}

/// What a person does with a client, and who may not.
fn clients(pds: &str) -> String {
    for handle in ["alice.test", "bob.test"] {
        let account = json!({"handle": handle, "password": PASSWORD});
        agent(pds, "create-account", &account).unwrap();
    }
    let do_it = |command: &str, more: Value| agent(pds, command, &alice(&more)).unwrap();
    let wrong =
        json!({"identifier": "alice.test", "password": "no", "expect": "AuthenticationRequired"});
    assert_eq!(agent(pds, "login", &wrong).unwrap()["status"], 401);
    let post = do_it(
        "post",
        json!({"text": "Hello @bob.test #fun", "images": [{"alt": "a pixel"}]}),
    );
    assert_eq!(post["record"]["facets"].as_array().unwrap().len(), 2);
    let of_post = json!({"uri": post["uri"], "cid": post["cid"]});
    let like = do_it("like", of_post.clone());
    do_it("unlike", json!({"uri": like["uri"]}));
    do_it("repost", of_post);
    let bob = agent(pds, "resolve-handle", &json!({"handle": "bob.test"})).unwrap();
    do_it("follow", json!({"did": bob["did"]}));
    let profile = do_it("profile", json!({"displayName": "Alice", "avatar": {}}));
    assert_eq!(profile["value"]["displayName"], "Alice");
    do_it("login", json!({}))["did"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
#[ignore = "long: the reference PDS is compiled"]
fn the_scripts_work_with_the_reference_pds() {
    if !all_there("the reference PDS", at::WITH_PDS) {
        return;
    }
    let plc = Plc::start().unwrap();
    let pds = ReferencePds::start(plc.url()).unwrap();
    let did = clients(pds.url());
    let read = run_script("firehose.mjs", &[pds.url(), plc.url(), "12", "30"]).unwrap();
    let creates = read.iter().filter(|line| line["event"] == "create").count();
    assert_eq!(creates, 5, "post, like, repost, follow, profile");
    let repo = run_script("repo.mjs", &[pds.url(), plc.url(), &did]).unwrap();
    assert_eq!(repo[0]["records"], 4);
    let who = alice(&json!({"through": "reference"})).to_string();
    let steps = run_script("oauth.mjs", &[pds.url(), plc.url(), &who]).unwrap();
    assert_eq!(steps.last().unwrap()["step"], "out");
}

#[test]
#[ignore = "long: the reference PDS is compiled"]
fn the_python_script_works_with_the_reference_pds() {
    if !all_there(
        "atproto for Python",
        &[at::WITH_PDS, &[Tool::Python]].concat(),
    ) {
        return;
    }
    let plc = Plc::start().unwrap();
    let pds = ReferencePds::start(plc.url()).unwrap();
    let account = json!({"handle": "alice.test", "password": PASSWORD});
    agent(pds.url(), "create-account", &account).unwrap();
    let who = alice(&json!({})).to_string();
    let steps = run_script("client.py", &[pds.url(), &who]).unwrap();
    assert_eq!(steps.last().unwrap()["step"], "again");
}

#[test]
#[ignore = "long: the reference PDS is compiled"]
fn somebody_moves_from_one_reference_pds_to_another() {
    if !all_there("a move", at::WITH_PDS) {
        return;
    }
    let plc = Plc::start().unwrap();
    let [from, to] = [(); 2].map(|()| ReferencePds::start(plc.url()).unwrap());
    let account = json!({"handle": "alice.test", "password": PASSWORD});
    let did = agent(from.url(), "create-account", &account).unwrap()["did"].clone();
    let post = json!({"text": "Before.", "images": [{"alt": "a pixel"}]});
    agent(from.url(), "post", &alice(&post)).unwrap();
    let who = alice(&json!({"letters": from.letters()})).to_string();
    let steps = run_script("migrate.mjs", &[from.url(), to.url(), &who]).unwrap();
    assert_eq!(steps.last().unwrap()["step"], "moved");
    assert_eq!(from.mails().unwrap().len(), 1);
    let repo = run_script("repo.mjs", &[to.url(), plc.url(), did.as_str().unwrap()]).unwrap();
    assert_eq!(repo[0]["pds"], to.url());
    assert_eq!(repo[0]["records"], 2);
}
