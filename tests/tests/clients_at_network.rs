//! What happens on one PDS is seen on another through Bluesky's own `AppView`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::time::{Duration, Instant};

use folkmoot_tests::at::{self, Network, ReferencePds, agent, free_port};
use folkmoot_tests::tool::all_there;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

fn person(handle: &str, more: &Value) -> Value {
    let mut all = json!({"identifier": handle, "password": PASSWORD});
    let more = more.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    all
}

/// Asks until the answer is as wanted, for half a minute.
fn until(ask: impl Fn() -> Value, is_it: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let answer = ask();
        if is_it(&answer) {
            return answer;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{answer}");
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[test]
#[ignore = "long: Bluesky's AppView is installed"]
fn a_post_on_one_pds_is_in_the_timeline_of_another() {
    if !all_there("the AppView", at::WITH_NETWORK) {
        return;
    }
    let Ok(cluster) = testpg::cluster() else {
        return;
    };
    let port = free_port().unwrap();
    let here = format!("http://localhost:{port}");
    let network = Network::start(&cluster.url("appview"), &[&here]).unwrap();
    let there = network.pds().unwrap();
    let view = (network.app_view().unwrap(), network.app_view_did().unwrap());
    let plc = network.plc().unwrap();
    let pds = ReferencePds::with_app_view(&plc, port, (&view.0, &view.1)).unwrap();

    let account = |handle: &str| json!({"handle": handle, "password": PASSWORD});
    let alice = agent(pds.url(), "create-account", &account("alice.test")).unwrap();
    agent(&there, "create-account", &account("bob.test")).unwrap();
    let follow = person("bob.test", &json!({"did": alice["did"]}));
    agent(&there, "follow", &follow).unwrap();
    let text = json!({"text": "Hello over there."});
    let post = agent(pds.url(), "post", &person("alice.test", &text)).unwrap();

    let timeline = || agent(&there, "timeline", &person("bob.test", &json!({}))).unwrap();
    let timeline = until(timeline, |it| it["feed"][0]["post"]["uri"] == post["uri"]);
    assert_eq!(
        timeline["feed"][0]["post"]["author"]["handle"],
        "alice.test"
    );
    let told = || {
        agent(
            pds.url(),
            "notifications",
            &person("alice.test", &json!({})),
        )
        .unwrap()
    };
    let told = until(told, |it| it["notifications"][0]["reason"] == "follow");
    assert_eq!(told["notifications"][0]["author"]["handle"], "bob.test");
}
