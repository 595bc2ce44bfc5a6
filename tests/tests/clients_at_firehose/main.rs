//! A thousand things that people do, through both kinds of apps, as those who follow the firehose hear of them: a strict relay
//! of ours, and the reference's own reader; with the server killed in the middle.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may fail by panicking"
)]

mod follow;
mod life;
mod limits;

use std::time::{Duration, Instant};

use folkmoot_tests::at::relay::Relay;
use folkmoot_tests::at::{self, Plc, run_script};
use folkmoot_tests::server::Server;
use folkmoot_tests::tool::all_there;
use tokio::task::{JoinSet, spawn_blocking};

use follow::{Follower, Frames, keys_in, read_from};
use life::Life;

/// Things done before the server is killed, by each person.
const EACH: usize = 210;
/// Things done while it is killed: what was acknowledged has to be there afterwards.
const AT_THE_END: usize = 60;
/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Hears every frame, as a relay that has never been here.
async fn heard(frames: Frames, plc: &str) -> Relay {
    let keys = keys_in(plc, &frames).await;
    let relay = spawn_blocking(move || {
        let mut relay = Relay::default();
        for (_, frame) in &frames {
            relay.hear(frame, |did| Ok(keys[did].clone())).unwrap();
        }
        relay
    });
    relay.await.unwrap()
}

/// Everybody lives, until so much was done.
async fn live(lives: Vec<Life>, each: usize) -> Vec<Life> {
    let mut all = JoinSet::new();
    for mut life in lives {
        all.spawn(async move {
            life.do_things(each).await;
            life
        });
    }
    all.join_all().await
}

/// Everybody writes until the server dies under them, and afterwards until enough was acknowledged.
async fn write_through_a_crash(server: Server, lives: Vec<Life>) -> (Server, Vec<Life>) {
    let mut all = JoinSet::new();
    for mut life in lives {
        all.spawn(async move {
            life.write_notes(AT_THE_END).await;
            life
        });
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    let server = spawn_blocking(move || {
        let mut server = server;
        server.restart().unwrap();
        server
    });
    (server.await.unwrap(), all.join_all().await)
}

/// Waits until what was told holds everything that was acknowledged, and nothing more comes.
async fn settled(follower: &Follower, lives: &[Life], plc: &str) -> Relay {
    let started = Instant::now();
    let mut count = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let frames = follower.frames();
        if frames.len() == count {
            let relay = heard(frames, plc).await;
            let missing = lives.iter().flat_map(|life| life.missing_in(&relay));
            let missing: Vec<String> = missing.collect();
            if missing.is_empty() {
                return relay;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "acknowledged and lost: {missing:?}"
            );
        }
        count = follower.frames().len();
    }
}

/// The reference reads the same events from a number on, and finds nothing wrong.
fn reference_reads(url: &str, plc: &str, wanted: usize, cursor: i64) {
    let (wanted, cursor) = (wanted.to_string(), cursor.to_string());
    let said = run_script("firehose.mjs", &[url, plc, &wanted, "60", &cursor]).unwrap();
    assert_eq!(said.last().unwrap()["errors"], 0);
    assert_eq!(said.last().unwrap()["events"].to_string(), wanted);
}

/// The whole of each repository is what was told of it.
fn repositories_are_as_told(url: &str, plc: &str, relay: &Relay) {
    for (did, heard) in &relay.repos {
        let said = run_script("repo.mjs", &[url, plc, did.as_str()]).unwrap();
        let (rev, _, commit) = heard.head.as_ref().unwrap();
        assert_eq!(said[0]["records"], heard.records.len());
        assert_eq!(said[0]["rev"], rev.as_str());
        assert_eq!(said[0]["commit"], commit.to_string());
    }
}

/// Whoever comes later hears the very same, from the beginning and from the middle.
async fn told_again_alike(url: &str, frames: &Frames) {
    let from_start = read_from(url, 0, frames.len()).await;
    assert!(from_start == *frames, "another past than was told");
    let middle = frames.len() / 2;
    let rest = &frames[middle..];
    let from_middle = read_from(url, frames[middle - 1].0, rest.len()).await;
    assert!(from_middle == rest, "another past from the middle on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_things_are_told_right_and_none_is_lost_when_the_server_is_killed() {
    if !all_there("the firehose", at::SMALL) {
        return;
    }
    let plc = Plc::start().unwrap();
    let community = at::community(plc.url()).unwrap();
    let names = ["alice", "bob", "carol", "dave"];
    let people = names.map(|name| community.person(name).unwrap());
    let server = community.start().unwrap();
    let url = server.url();
    let follower = Follower::of(&url);
    let mut lives = Vec::new();
    for (seed, person) in (1..).zip(&people) {
        lives.push(Life::of(&url, person, seed).await);
    }
    life::introduce(&mut lives);
    let lives = live(lives, EACH).await;
    let (server, lives) = write_through_a_crash(server, lives).await;
    assert!(lives.iter().all(Life::has_met_the_crash));
    let relay = settled(&follower, &lives, plc.url()).await;
    let frames = follower.frames();
    let done: usize = lives.iter().map(Life::done).sum();
    assert!(done >= 1000, "only {done} things were done");
    assert_eq!(relay.repos.len(), people.len());
    told_again_alike(&url, &frames).await;

    let (url, plc_url) = (url.clone(), plc.url().to_owned());
    let checks = spawn_blocking(move || {
        reference_reads(&url, &plc_url, relay.events_of_reference(), 0);
        let (middle, rest) = after_the_middle(&frames);
        reference_reads(&url, &plc_url, rest, middle);
        repositories_are_as_told(&url, &plc_url, &relay);
    });
    checks.await.unwrap();
    drop((server, plc));
}

/// The number in the middle, and how many events of the reference's come after it.
fn after_the_middle(frames: &Frames) -> (i64, usize) {
    let middle = frames.len() / 2;
    let count = |(_, frame): &(i64, Vec<u8>)| match follow::read(frame) {
        at_proto::firehose::Event::Commit(commit) => commit.ops.len(),
        _ => 1,
    };
    let rest = frames[middle..].iter().map(count).sum();
    (frames[middle - 1].0, rest)
}
