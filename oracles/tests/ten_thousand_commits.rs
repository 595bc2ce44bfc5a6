//! Ten thousand random commits, and what others say about each.

use std::time::Instant;

use folkmoot_oracles::life::Life;
use folkmoot_tests::at::history::Keys;

/// The kinds of repositories, and how many commits each gets.
const LIVES: [(Keys, u64); 8] = [
    (Keys::Times, 2_500),
    (Keys::Times, 1_250),
    (Keys::Times, 250),
    (Keys::Prefixes, 2_500),
    (Keys::Prefixes, 1_000),
    (Keys::Few, 1_500),
    (Keys::Few, 750),
    (Keys::Few, 250),
];

#[tokio::test(flavor = "current_thread")]
async fn ten_thousand_random_commits_have_the_roots_of_two_others_and_proofs_that_hold() {
    let started = Instant::now();
    let mut made = 0;
    for (seed, (keys, commits)) in (0..).zip(LIVES) {
        let mut life = Life::of(seed, keys).await.unwrap();
        for commit in 0..commits {
            let went = life.go_on().await;
            assert!(
                went.is_ok(),
                "life {seed}, commit {commit}: {:#}",
                went.unwrap_err()
            );
            made += 1;
        }
        let took = started.elapsed().as_secs();
        let (records, repairs) = (life.size(), life.repairs());
        println!(
            "life {seed} ({keys:?}): {commits} commits, {records} records, {repairs} repairs of atrium's, {took} s"
        );
    }
    assert_eq!(made, 10_000);
}
