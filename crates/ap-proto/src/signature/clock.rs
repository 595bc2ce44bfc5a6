//! How old a signature may be.

use jiff::{SignedDuration, Timestamp};

use super::SignatureProblem;

/// An hour, and five minutes for clocks that are off (SWICG ActivityPub HTTP Signature report).
const MAX_AGE: SignedDuration = SignedDuration::from_mins(65);

/// Peers with clocks in the wrong time zone or summer time are an hour off; that is where it ends.
const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(60);

/// Refuses a signature that was made too long ago or in the future.
pub(super) fn check_made(at: Timestamp, now: Timestamp) -> Result<(), SignatureProblem> {
    if now.duration_since(at) > MAX_AGE || is_far_ahead(at, now) {
        return Err(SignatureProblem::Clock);
    }
    Ok(())
}

/// Refuses a signature that is no longer valid by its own word.
pub(super) fn check_expires(at: Timestamp, now: Timestamp) -> Result<(), SignatureProblem> {
    if at < now {
        Err(SignatureProblem::Clock)
    } else {
        Ok(())
    }
}

/// Whether something was made further in the future than a wrong clock explains.
pub(crate) fn is_far_ahead(at: Timestamp, now: Timestamp) -> bool {
    at.duration_since(now) >= MAX_AHEAD
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{check_expires, check_made};

    /// A7: thirteen hours old and one hour ahead are refused.
    #[test]
    fn the_window_is_an_hour_and_five_minutes_back_and_less_than_an_hour_ahead() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let at = |minutes| now + SignedDuration::from_mins(minutes);
        for good in [0, -65, -1, 1, 59] {
            assert!(check_made(at(good), now).is_ok(), "{good}");
        }
        for bad in [-66, -13 * 60, 60, 24 * 60] {
            assert!(check_made(at(bad), now).is_err(), "{bad}");
        }
        assert!(check_made(Timestamp::MIN, now).is_err());
        assert!(check_made(Timestamp::MAX, now).is_err());
        assert!(check_expires(at(1), now).is_ok() && check_expires(at(-1), now).is_err());
    }
}
