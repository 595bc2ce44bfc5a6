//! What failed a moment ago fails again at once: a short and bounded memory of hosts that have no address or
//! none that may be dialled, and of URLs that redirect without end.

use std::time::Duration;

use quick_cache::sync::Cache;
use tokio::time::Instant;
use url::Url;

use super::error::FetchError;

/// A failure worth remembering. Time-outs and broken connections are not: their back-off is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    Blocked,
    Dns,
    TooManyRedirects,
}

/// The memory. A host is kept under its name, a URL under its text: no host name looks like a URL.
pub(super) struct Refused {
    entries: Cache<String, (Failure, Instant)>,
    remember_for: Duration,
}

impl Refused {
    pub(super) fn new(capacity: usize, remember_for: Duration) -> Self {
        Self {
            entries: Cache::new(capacity),
            remember_for,
        }
    }

    /// Fails as it failed before, if that was a moment ago.
    pub(super) fn check(&self, url: &Url, now: Instant) -> Result<(), FetchError> {
        for key in [url.host_str().unwrap_or_default(), url.as_str()] {
            if let Some(failure) = self.find(key, now) {
                return Err(into_error(failure, url));
            }
        }
        Ok(())
    }

    /// Remembers about a host what would fail again for every URL on it.
    pub(super) fn remember_host(&self, url: &Url, error: &FetchError, now: Instant) {
        let failure = match error {
            FetchError::BlockedAddress(_) => Failure::Blocked,
            FetchError::Dns(_) => Failure::Dns,
            _ => return,
        };
        self.insert(url.host_str().unwrap_or_default(), failure, now);
    }

    /// Remembers about one URL that its redirects lead nowhere.
    pub(super) fn remember_url(&self, url: &Url, error: &FetchError, now: Instant) {
        let failure = match error {
            FetchError::BlockedAddress(_) => Failure::Blocked,
            FetchError::TooManyRedirects => Failure::TooManyRedirects,
            _ => return,
        };
        self.insert(url.as_str(), failure, now);
    }

    fn insert(&self, key: &str, failure: Failure, now: Instant) {
        self.entries
            .insert(key.to_owned(), (failure, now + self.remember_for));
    }

    fn find(&self, key: &str, now: Instant) -> Option<Failure> {
        let (failure, until) = self.entries.get(key)?;
        if until > now {
            return Some(failure);
        }
        self.entries.remove(key);
        None
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

fn into_error(failure: Failure, url: &Url) -> FetchError {
    let host = url.host_str().unwrap_or_default().to_owned();
    match failure {
        Failure::Blocked => FetchError::BlockedAddress(host),
        Failure::Dns => FetchError::Dns(host),
        Failure::TooManyRedirects => FetchError::TooManyRedirects,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_hundred_thousand_failing_hosts_leave_a_bounded_memory() {
        let refused = Refused::new(1000, Duration::from_mins(1));
        let now = Instant::now();
        for n in 0..100_000 {
            let url = url(&format!("https://h{n}.example/"));
            refused.remember_host(&url, &FetchError::Dns(String::new()), now);
        }
        assert!(refused.len() <= 1000, "{}", refused.len());
    }

    #[test]
    fn a_failure_is_forgotten_after_its_time() {
        let refused = Refused::new(10, Duration::from_mins(1));
        let (now, host) = (Instant::now(), url("https://a.example/1"));
        refused.remember_host(&host, &FetchError::Dns(String::new()), now);
        let other_page = url("https://a.example/2");
        assert_eq!(
            refused.check(&other_page, now).unwrap_err().code(),
            "fetch_dns"
        );
        assert!(
            refused
                .check(&other_page, now + Duration::from_secs(61))
                .is_ok()
        );
    }

    #[test]
    fn endless_redirects_condemn_one_url_and_not_its_host() {
        let refused = Refused::new(10, Duration::from_mins(1));
        let now = Instant::now();
        refused.remember_url(
            &url("https://a.example/loop"),
            &FetchError::TooManyRedirects,
            now,
        );
        assert!(refused.check(&url("https://a.example/loop"), now).is_err());
        assert!(refused.check(&url("https://a.example/fine"), now).is_ok());
    }

    #[test]
    fn a_timeout_is_not_remembered() {
        let refused = Refused::new(10, Duration::from_mins(1));
        refused.remember_host(
            &url("https://a.example/"),
            &FetchError::Timeout,
            Instant::now(),
        );
        assert_eq!(refused.len(), 0);
    }
}
