//! A clock that tests hold in their hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use model::Time;
use social::Clock;

/// When every test begins: 2026-11-21T12:00:00Z.
const START: Time = Time::from_seconds(1_795_262_400);
/// How much later it is each time somebody looks, so that what happens later has a later time.
const TICK: Duration = Duration::from_millis(1);

/// A clock that starts at the same moment in every test and moves only when it is looked at or told
/// to.
#[derive(Debug)]
pub struct TestClock {
    micros: AtomicI64,
}

impl TestClock {
    /// A clock at the beginning.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            micros: AtomicI64::new(START.micros()),
        })
    }

    /// Moves it to a moment, forward or back.
    pub fn set(&self, to: Time) {
        self.micros.store(to.micros(), Ordering::SeqCst);
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        self.micros.fetch_add(micros(by), Ordering::SeqCst);
    }

    /// The moment it is, as signatures take it. Looking here does not make it later.
    pub fn timestamp(&self) -> jiff::Timestamp {
        let micros = self.micros.load(Ordering::SeqCst);
        jiff::Timestamp::from_microsecond(micros).expect("a test lives in our time")
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time::from_micros(self.micros.fetch_add(micros(TICK), Ordering::SeqCst))
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).expect("a test waits for less than an age")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_begins_at_the_same_moment_and_nothing_happens_at_the_same_time() {
        let clock = TestClock::new();
        assert_eq!(clock.now().to_string(), "2026-11-21T12:00:00.000Z");
        assert_eq!(clock.now().to_string(), "2026-11-21T12:00:00.001Z");
        clock.advance(Duration::from_hours(1));
        assert_eq!(clock.timestamp().to_string(), "2026-11-21T13:00:00.002Z");
    }
}
