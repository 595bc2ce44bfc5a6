//! How often somebody may ask (<https://docs.joinmastodon.org/api/rate-limits/>): so often in all, and less often for
//! what is dear. A member's requests count together over all their apps, those of an app without a member by its token,
//! all others by address. What counts is the route, not how its path is spelt (security row F7).

use std::sync::Arc;

use axum::response::Response;
use edge::client_ip::ClientIp;
use edge::rate::{Allowance, Bucket, Limiter, Standing};
use http::{Extensions, Method};
use social::SystemClock;
use social::oauth::Access;

/// All requests.
const ALL: Allowance = Allowance::new(300, 5);
/// Uploads.
const MEDIA: Allowance = Allowance::new(30, 30);
/// Deletions of posts, and boosts that are taken back.
const DELETIONS: Allowance = Allowance::new(30, 30);
/// Registrations from one address.
const SIGN_UPS: Allowance = Allowance::new(5, 30);

/// Which routes are counted together, beside all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Nothing dear.
    Usual,
    /// Uploads.
    Media,
    /// Deletions.
    Deletions,
    /// Registrations.
    SignUps,
}

impl Family {
    /// The family of a route.
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        match (method.as_str(), path) {
            ("POST", "/api/v1/media" | "/api/v2/media" | "/api/v1/folkmoot/uploads") => Self::Media,
            ("DELETE", "/api/v1/statuses/{id}") | ("POST", "/api/v1/statuses/{id}/unreblog") => {
                Self::Deletions
            }
            ("POST", "/api/v1/accounts") => Self::SignUps,
            _ => Self::Usual,
        }
    }
}

/// What was counted so far. Cheap to clone; clones count together.
#[derive(Clone)]
pub(crate) struct Rates(Option<Arc<Counters>>);

struct Counters {
    all: Limiter,
    media: Limiter,
    deletions: Limiter,
    sign_ups: Limiter,
}

impl Rates {
    /// Counts nothing: development.
    pub(crate) const fn off() -> Self {
        Self(None)
    }

    /// Counts as Mastodon documents it.
    pub(crate) fn documented() -> Self {
        let limiter = |allowance| Limiter::new(allowance, Arc::new(SystemClock));
        Self(Some(Arc::new(Counters {
            all: limiter(ALL),
            media: limiter(MEDIA),
            deletions: limiter(DELETIONS),
            sign_ups: limiter(SIGN_UPS),
        })))
    }

    /// Counts one request. `Err` is one too many.
    pub(crate) fn count(
        &self,
        family: Family,
        access: Option<&Access>,
        extensions: &Extensions,
    ) -> Result<Counted, Box<Counted>> {
        let Some(counters) = &self.0 else {
            return Ok(Counted(None));
        };
        let address = Bucket::of_ip(extensions.get::<ClientIp>().and_then(|client| client.0));
        let asker = match access {
            Some(access) => match &access.caller {
                Some(caller) => Bucket::Account(caller.account_id),
                None => Bucket::Token(access.token_id),
            },
            None => address,
        };
        let dear = match family {
            Family::Usual => None,
            Family::Media => Some((&counters.media, asker)),
            Family::Deletions => Some((&counters.deletions, asker)),
            // Whoever registers has an app's token, and anybody can have as many of those as they like.
            Family::SignUps => Some((&counters.sign_ups, address)),
        };
        let mut narrowest: Option<(Limiter, Standing)> = None;
        for (limiter, bucket) in [Some((&counters.all, asker)), dear].into_iter().flatten() {
            match limiter.count(bucket) {
                Err(standing) => return Err(Box::new(Counted(Some((limiter.clone(), standing))))),
                Ok(Some(standing)) => {
                    let is_narrower = narrowest
                        .as_ref()
                        .is_none_or(|(_, known)| standing.remaining < known.remaining);
                    if is_narrower {
                        narrowest = Some((limiter.clone(), standing));
                    }
                }
                Ok(None) => {}
            }
        }
        Ok(Counted(narrowest))
    }
}

impl std::fmt::Debug for Rates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Rates").field(&self.0.is_some()).finish()
    }
}

/// How somebody stands after a request, by the narrowest of what was counted.
pub(crate) struct Counted(Option<(Limiter, Standing)>);

impl Counted {
    /// After how long the next request is allowed.
    pub(crate) fn retry(&self) -> std::time::Duration {
        self.0
            .as_ref()
            .and_then(|(_, standing)| standing.retry)
            .unwrap_or_default()
    }

    /// The answer, with the three headers that say how somebody stands.
    pub(crate) fn tell(&self, mut response: Response) -> Response {
        if let Some((limiter, standing)) = &self.0 {
            limiter.add_headers(response.headers_mut(), standing);
        }
        response
    }
}
