//! How long a peer that did not answer is left alone.

use std::time::Duration;

/// The first wait.
const FIRST: Duration = Duration::from_secs(10);
/// The first wait in development, where one waits for the test to end.
const FIRST_IN_DEVELOPMENT: Duration = Duration::from_secs(1);
/// The longest wait. A lane that waits is its own circuit breaker: one try, then nothing until it is over.
const LONGEST: Duration = Duration::from_hours(48);

/// How patient to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    Production,
    Development,
}

/// The wait after a number of failures in a row: doubled each time, up to two days, and spread by a fifth either way
/// so that the lanes that failed together do not come back together. `spread` is any number.
pub(super) fn wait(failures: u32, patience: Patience, spread: u8) -> Duration {
    let first = match patience {
        Patience::Production => FIRST,
        Patience::Development => FIRST_IN_DEVELOPMENT,
    };
    let doubled = first.saturating_mul(2_u32.saturating_pow(failures.min(20)));
    let fifths = 0.8 + 0.4 * f64::from(spread) / 255.0;
    doubled.min(LONGEST).mul_f64(fifths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_days() {
        let middle = |failures| {
            wait(failures, Patience::Production, 127)
                .as_secs_f64()
                .round()
        };
        assert!((middle(0) - 10.0).abs() < 1.0);
        assert!((middle(3) - 80.0).abs() < 1.0);
        assert!(middle(60) <= 48.0 * 3_600.0);
        assert!(middle(60) >= 47.0 * 3_600.0);
    }

    #[test]
    fn the_spread_is_a_fifth_either_way() {
        let wait = |spread| wait(0, Patience::Development, spread);
        assert_eq!(wait(0), Duration::from_millis(800));
        assert_eq!(wait(255), Duration::from_millis(1_200));
    }
}
