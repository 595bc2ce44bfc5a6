//! How often somebody may ask. Buckets belong to accounts where one is known and to addresses otherwise
//! (one IPv6 customer is a /64), never to paths, so that no spelling of a path is a way around (security F7).
//! The memory for buckets is bounded: the least used are forgotten first.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    NotUntil, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::{StateInformationMiddleware, StateSnapshot},
    nanos::Nanos,
    state::{InMemoryState, NotKeyed, StateStore},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use model::{AccountId, Id};
use quick_cache::sync::Cache;

use crate::{
    client_ip::ClientIp,
    problem::{Problem, whole_seconds},
};

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// A member's, over all sessions and apps.
    Account(AccountId),
    /// An app's own, without a member.
    Token(Id),
    /// Those of an address; IPv6 by /64.
    Network(IpAddr),
    /// Those that share something else, by the beginning of a digest of it.
    Named([u8; 16]),
    /// Those whose address is not known.
    Unknown,
}

impl Bucket {
    /// The bucket of an address.
    pub fn of_ip(ip: Option<IpAddr>) -> Self {
        match ip.map(|ip| ip.to_canonical()) {
            None => Self::Unknown,
            Some(IpAddr::V4(v4)) => Self::Network(v4.into()),
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, d, ..] = v6.segments();
                Self::Network(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
        }
    }
}

/// How much is allowed: this many at once, and as many again in each window, spread evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub count: NonZeroU32,
    /// In which time.
    pub window: Duration,
}

impl Allowance {
    /// So many in so many minutes. A count of zero is taken for one.
    pub const fn new(count: u32, minutes: u32) -> Self {
        let count = match NonZeroU32::new(count) {
            Some(count) => count,
            None => NonZeroU32::MIN,
        };
        #[expect(clippy::as_conversions, reason = "widening; From is not const")]
        let seconds = minutes as u64 * 60;
        Self {
            count,
            window: Duration::from_secs(seconds),
        }
    }

    /// The time in which one more becomes allowed. At least a nanosecond, so that the quota is one.
    fn per_one(self) -> Duration {
        self.window
            .checked_div(self.count.get())
            .unwrap_or_default()
            .max(Duration::from_nanos(1))
    }
}

/// How somebody stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many are allowed in a window.
    pub limit: u32,
    /// How many are left now.
    pub remaining: u32,
    /// After how long all are left again.
    pub reset: Duration,
    /// For a request that was one too many: after how long the next is allowed.
    pub retry: Option<Duration>,
}

/// What `governor` keeps, in a cache of a fixed size.
struct Buckets(Cache<Bucket, Arc<InMemoryState>>);

impl StateStore for Buckets {
    type Key = Bucket;

    fn measure_and_replace<T, F, E>(&self, bucket: &Bucket, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let found = self
            .0
            .get_or_insert_with(bucket, || Ok::<_, E>(Arc::default()))?;
        found.measure_and_replace(&NotKeyed::NonKey, decide)
    }
}

/// One allowance for many buckets. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Limiter<C: Clock = DefaultClock> {
    allowance: Allowance,
    clock: C,
    wall: Arc<dyn social::Clock>,
    counter: Option<Arc<Counter<C>>>,
    refuse: fn(&Standing) -> Response,
}

type Counter<C> = RateLimiter<Bucket, Buckets, C, StateInformationMiddleware>;

/// Buckets remembered. One is some 100 bytes.
const CAPACITY: usize = 50_000;

impl Limiter {
    /// Counts against this allowance. `wall` is only told to clients, in `X-RateLimit-Reset`; the counting
    /// itself goes by a clock that cannot be set back.
    pub fn new(allowance: Allowance, wall: Arc<dyn social::Clock>) -> Self {
        Self::with_clock(allowance, wall, DefaultClock::default(), CAPACITY)
    }

    /// Counts nothing and refuses nothing: development.
    pub fn off(wall: Arc<dyn social::Clock>) -> Self {
        let limiter = Self::with_clock(Allowance::new(1, 1), wall, DefaultClock::default(), 1);
        Self {
            counter: None,
            ..limiter
        }
    }
}

impl<C: Clock + Clone> Limiter<C> {
    /// Counts by another clock, in a memory of another size.
    pub fn with_clock(
        allowance: Allowance,
        wall: Arc<dyn social::Clock>,
        clock: C,
        capacity: usize,
    ) -> Self {
        let quota = Quota::with_period(allowance.per_one())
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(allowance.count);
        let counter = Counter::new(quota, Buckets(Cache::new(capacity)), clock.clone());
        Self {
            allowance,
            clock,
            wall,
            counter: Some(Arc::new(counter)),
            refuse,
        }
    }

    /// The same limiter, refusing in another dialect. Headers are added to whatever this answers.
    pub fn refusing_with(self, refuse: fn(&Standing) -> Response) -> Self {
        Self { refuse, ..self }
    }

    /// Counts one request. `Err` is one too many; `None` means that nothing is counted here.
    pub fn count(&self, bucket: Bucket) -> Result<Option<Standing>, Standing> {
        self.count_as(bucket, NonZeroU32::MIN)
    }

    /// Counts a request that is as much as several. One that is more than is ever allowed is too many.
    pub fn count_as(
        &self,
        bucket: Bucket,
        several: NonZeroU32,
    ) -> Result<Option<Standing>, Standing> {
        let Some(counter) = &self.counter else {
            return Ok(None);
        };
        match counter.check_key_n(&bucket, several) {
            Ok(Ok(snapshot)) => Ok(Some(self.standing(&snapshot))),
            Ok(Err(refusal)) => Err(self.refusal(&refusal)),
            Err(_never_enough) => Err(Standing {
                limit: self.allowance.count.get(),
                remaining: 0,
                reset: self.allowance.window,
                retry: Some(self.allowance.window),
            }),
        }
    }

    fn standing(&self, snapshot: &StateSnapshot) -> Standing {
        let limit = self.allowance.count.get();
        let remaining = snapshot.remaining_burst_capacity().min(limit);
        let used = limit.saturating_sub(remaining);
        let reset = self.allowance.per_one().saturating_mul(used);
        Standing {
            limit,
            remaining,
            reset,
            retry: None,
        }
    }

    fn refusal(&self, refusal: &NotUntil<C::Instant>) -> Standing {
        Standing {
            limit: self.allowance.count.get(),
            remaining: 0,
            reset: self.allowance.window,
            retry: Some(refusal.wait_time_from(self.clock.now())),
        }
    }

    /// Mastodon's three headers (<https://docs.joinmastodon.org/api/rate-limits/>).
    pub fn add_headers(&self, headers: &mut HeaderMap, standing: &Standing) {
        let reset = self.wall.now().plus(standing.reset).to_string();
        headers.insert(
            HeaderName::from_static("x-ratelimit-limit"),
            standing.limit.into(),
        );
        headers.insert(
            HeaderName::from_static("x-ratelimit-remaining"),
            standing.remaining.into(),
        );
        if let Ok(reset) = HeaderValue::try_from(reset) {
            headers.insert(HeaderName::from_static("x-ratelimit-reset"), reset);
        }
        if let Some(wait) = standing.retry {
            headers.insert(http::header::RETRY_AFTER, whole_seconds(wait).into());
        }
    }
}

/// How a refusal looks where nobody said otherwise.
fn refuse(standing: &Standing) -> Response {
    let wait = standing.retry.unwrap_or_default();
    let detail = "That was too often. Please wait a moment and try again.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail)
        .retry_after(wait)
        .into_response()
}

/// Middleware: counts every request against the [`Bucket`] that an earlier layer put into it once it knew the
/// caller, else against the address that [`find_client_ip`](crate::client_ip::find_client_ip) found.
///
/// `axum::middleware::from_fn_with_state(limiter, limit_rate)`. A token that was not checked is no bucket:
/// whoever makes tokens up would have a fresh one each time.
pub async fn limit_rate<C>(
    State(limiter): State<Limiter<C>>,
    request: Request,
    next: Next,
) -> Response
where
    C: Clock + Clone + Send + Sync + 'static,
    C::Instant: Send + Sync,
{
    let (mut response, standing) = match limiter.count(bucket_of(&request)) {
        Ok(None) => return next.run(request).await,
        Ok(Some(standing)) => (next.run(request).await, standing),
        Err(standing) => ((limiter.refuse)(&standing), standing),
    };
    limiter.add_headers(response.headers_mut(), &standing);
    response
}

fn bucket_of(request: &Request) -> Bucket {
    let extensions = request.extensions();
    extensions
        .get::<Bucket>()
        .copied()
        .unwrap_or_else(|| Bucket::of_ip(extensions.get::<ClientIp>().and_then(|client| client.0)))
}

#[cfg(test)]
mod tests;
