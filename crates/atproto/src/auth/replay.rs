//! What was seen, so that it does not count twice. Bounded: after [`PER_ROUND`] new ones, or [`ROUND`] seconds, the older half
//! is forgotten. Whoever counts on this makes sure that nothing counts for longer than a round.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crypto::sha256;

/// How many are remembered before the older ones are forgotten.
const PER_ROUND: usize = 50_000;
/// How long, in seconds: longer than a proof counts.
const ROUND: i64 = 400;

/// What was seen lately.
#[derive(Debug, Default)]
pub(crate) struct Replays(Mutex<Rounds>);

#[derive(Debug, Default)]
struct Rounds {
    now: HashSet<[u8; 32]>,
    before: HashSet<[u8; 32]>,
    since: i64,
}

impl Replays {
    /// Whether this is the first time. `who` keeps one sender from spending the words of another.
    pub(crate) fn is_first(&self, who: &str, what: &str, now: i64) -> bool {
        let digest = sha256(format!("{who}\n{what}").as_bytes());
        let mut rounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = now.saturating_sub(rounds.since);
        if rounds.now.len() >= PER_ROUND || elapsed >= ROUND {
            rounds.before = std::mem::take(&mut rounds.now);
            rounds.since = now;
        }
        !rounds.before.contains(&digest) && rounds.now.insert(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::{PER_ROUND, ROUND, Replays};

    #[test]
    fn what_was_seen_does_not_count_again() {
        let seen = Replays::default();
        assert!(seen.is_first("key", "one", 1_000));
        assert!(!seen.is_first("key", "one", 1_000));
        assert!(seen.is_first("other key", "one", 1_000));
        assert!(!seen.is_first("key", "one", 1_000 + ROUND), "a round later");
        assert!(seen.is_first("key", "one", 1_000 + 3 * ROUND));
    }

    #[test]
    fn a_flood_is_bounded() {
        let seen = Replays::default();
        for n in 0..3 * PER_ROUND {
            assert!(seen.is_first("key", &n.to_string(), 1_000));
        }
        let rounds = seen.0.lock().unwrap();
        assert!(rounds.now.len() + rounds.before.len() <= 2 * PER_ROUND);
    }
}
