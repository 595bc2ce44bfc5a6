//! How often a password may be tried for one account from one place (security row F5). Limits by place alone are the
//! business of whoever knows the places; limits by account alone would let anybody lock anybody out.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crypto::sha256;
use model::Time;
use quick_cache::sync::Cache;

use crate::{Error, Result};

/// How many times.
const MAX_TRIES: u32 = 10;
/// In what time.
const WINDOW: Duration = Duration::from_mins(15);
/// How many accounts and places are remembered.
const REMEMBERED: usize = 20_000;

/// Who tries from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place([u8; 32]);

impl Place {
    /// `who` is an account or, for a name that is not known, the name: both are limited alike. An IPv6 network of
    /// one household (/64) is one place.
    pub(super) fn new(who: &str, ip: &str) -> Self {
        let network = match ip.parse::<IpAddr>() {
            Ok(IpAddr::V6(ip)) => IpAddr::V6(network_of(ip)).to_canonical().to_string(),
            _ => ip.to_owned(),
        };
        Self(sha256(format!("{who}\n{network}").as_bytes()))
    }
}

/// An address written as IPv6 that is an IPv4 one stays whole.
fn network_of(ip: Ipv6Addr) -> Ipv6Addr {
    match ip.to_ipv4_mapped() {
        Some(_) => ip,
        None => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)),
    }
}

#[derive(Debug)]
struct Tries {
    since: Time,
    count: AtomicU32,
}

/// The tries of the last minutes.
#[derive(Debug)]
pub(super) struct Attempts(Cache<[u8; 32], Arc<Tries>>);

impl Default for Attempts {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl Attempts {
    /// Counts a try before it is made, so that many at once are as many as one after the other.
    pub(super) fn begin(&self, place: Place, now: Time) -> Result<()> {
        let known = self
            .0
            .get(&place.0)
            .filter(|tries| now.since(tries.since) < WINDOW);
        let tries = known.unwrap_or_else(|| {
            let fresh = Arc::new(Tries {
                since: now,
                count: AtomicU32::new(0),
            });
            self.0.insert(place.0, Arc::clone(&fresh));
            fresh
        });
        if tries.count.fetch_add(1, Ordering::Relaxed) < MAX_TRIES {
            return Ok(());
        }
        // The count stays where it is, however long somebody goes on.
        tries.count.store(MAX_TRIES, Ordering::Relaxed);
        let retry = WINDOW.saturating_sub(now.since(tries.since));
        Err(Error::TooMany { retry })
    }

    /// It was the right one.
    pub(super) fn succeeded(&self, place: Place) {
        self.0.remove(&place.0);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Time;

    use super::{Attempts, MAX_TRIES, Place};
    use crate::Error;

    const NOW: Time = Time::from_seconds(1_000_000);

    #[test]
    fn after_some_wrong_ones_one_has_to_wait() {
        let (attempts, place) = (Attempts::default(), Place::new("alice", "192.0.2.1"));
        for _ in 0..MAX_TRIES {
            attempts.begin(place, NOW).unwrap();
        }
        let later = NOW.plus(Duration::from_mins(5));
        let refused = attempts.begin(place, later).unwrap_err();
        assert!(matches!(refused, Error::TooMany { retry } if retry == Duration::from_mins(10)));
        attempts
            .begin(Place::new("bob", "192.0.2.1"), later)
            .unwrap();
        attempts
            .begin(Place::new("alice", "192.0.2.2"), later)
            .unwrap();
        attempts
            .begin(place, NOW.plus(Duration::from_mins(15)))
            .unwrap();
    }

    #[test]
    fn the_right_one_makes_all_forgotten() {
        let (attempts, place) = (Attempts::default(), Place::new("alice", "192.0.2.1"));
        for _ in 0..3 * MAX_TRIES {
            attempts.begin(place, NOW).unwrap();
            attempts.succeeded(place);
        }
    }

    #[test]
    fn a_household_is_one_place() {
        let place = |ip| Place::new("alice", ip);
        assert_eq!(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
        assert_ne!(place("192.0.2.1"), place("192.0.2.2"));
    }
}
