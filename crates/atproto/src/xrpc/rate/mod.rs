//! How often somebody may call methods (<https://docs.bsky.app/docs/advanced-guides/rate-limits>): so often in all from one
//! address, less often what is dear, and writes by points. Each answer says how somebody stands, by the narrowest of what
//! was counted.
//!
//! An account is counted where it is known to be the caller: not before its token was checked, or anybody could use up
//! what is somebody else's.

pub(super) mod rules;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use crypto::sha256;
use edge::client_ip::ClientIp;
use edge::rate::{Allowance, Bucket, Limiter, Standing};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue};
use model::AccountId;
use serde::Deserialize;
use social::{Clock, SystemClock};

use super::XrpcError;
use crate::auth::AtCaller;
use rules::{By, EVERYTHING, RULES, WRITES};

/// The method that writes several records at once.
const APPLY: &str = "com.atproto.repo.applyWrites";
/// Points of a record that is made.
const CREATE: u32 = 3;
/// Points of a record that is changed.
const UPDATE: u32 = 2;
/// Points of a record that is taken away.
const DELETE: u32 = 1;

/// What counts against one allowance.
struct Counter {
    allowance: Allowance,
    limiter: Limiter,
}

impl Counter {
    fn new(allowance: Allowance) -> Self {
        Self {
            allowance,
            limiter: Limiter::new(allowance, Arc::new(SystemClock)),
        }
    }

    fn all(allowances: &[Allowance]) -> Vec<Self> {
        allowances.iter().copied().map(Self::new).collect()
    }
}

/// What counts for some methods.
struct Counters {
    everything: Vec<Counter>,
    writes: Vec<Counter>,
    /// In the order of [`RULES`].
    rules: Vec<Vec<Counter>>,
}

/// What was counted so far. Cheap to clone; clones count together.
#[derive(Clone)]
pub(super) struct Rates(Option<Arc<Counters>>);

impl Rates {
    /// Counts, or does not: development.
    pub(super) fn new(is_on: bool) -> Self {
        Self(is_on.then(|| {
            Arc::new(Counters {
                everything: Counter::all(EVERYTHING),
                writes: Counter::all(WRITES),
                rules: RULES
                    .iter()
                    .map(|rule| Counter::all(rule.allowances))
                    .collect(),
            })
        }))
    }

    /// Begins to count a call of a method from an address.
    fn begin(&self, method: &str, address: Bucket) -> Option<Counting> {
        let counters = Arc::clone(self.0.as_ref()?);
        Some(Counting(Arc::new(Call {
            counters,
            method: method.to_owned(),
            address,
            account: OnceLock::new(),
            narrowest: Mutex::new(None),
        })))
    }
}

/// Middleware: counts calls by address, and says how the caller stands.
pub(super) async fn count(
    State(rates): State<Rates>,
    mut request: Request,
    next: Next,
) -> Response {
    let method = request.uri().path().strip_prefix("/xrpc/");
    let address = request.extensions().get::<ClientIp>();
    let address = Bucket::of_ip(address.and_then(|client| client.0));
    let counting = method
        .filter(|method| *method != "_health")
        .and_then(|method| rates.begin(method, address));
    let Some(counting) = counting else {
        return next.run(request).await;
    };
    let mut response = match counting.address() {
        Ok(()) => {
            request.extensions_mut().insert(counting.clone());
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    counting.tell(response.headers_mut());
    response
}

/// Counts the caller of a method, if calls are counted.
pub(crate) fn count_caller(extensions: &Extensions, caller: &AtCaller) -> Result<(), XrpcError> {
    match extensions.get::<Counting>() {
        Some(counting) => counting.caller(caller.account_id()),
        None => Ok(()),
    }
}

/// One call that is counted, as more and more is known of it. Clones are the same call.
#[derive(Clone)]
pub(crate) struct Counting(Arc<Call>);

struct Call {
    counters: Arc<Counters>,
    method: String,
    address: Bucket,
    account: OnceLock<AccountId>,
    narrowest: Mutex<Option<(Allowance, Standing)>>,
}

impl Counting {
    /// Counts the address.
    fn address(&self) -> Result<(), XrpcError> {
        let (counters, address) = (&self.0.counters, self.0.address);
        self.count(&counters.everything, address, 1)?;
        self.count_rule(By::Address, address)
    }

    /// Counts the account, once.
    fn caller(&self, account: AccountId) -> Result<(), XrpcError> {
        if self.0.account.set(account).is_err() {
            return Ok(());
        }
        self.count_rule(By::Account, Bucket::Account(account))?;
        self.points(match self.0.method.as_str() {
            "com.atproto.repo.createRecord" => CREATE,
            "com.atproto.repo.putRecord" => UPDATE,
            "com.atproto.repo.deleteRecord" => DELETE,
            _ => 0,
        })
    }

    /// Counts whom somebody wants to log in as, from where they are.
    pub(crate) fn log_in(&self, identifier: &str) -> Result<(), XrpcError> {
        let typed = identifier.trim().to_lowercase();
        let digest = sha256(format!("{:?} {typed}", self.0.address).as_bytes());
        let begin = digest.first_chunk().copied().unwrap_or_default();
        self.count_rule(By::LogIn, Bucket::Named(begin))
    }

    /// Counts what several writes are, for the method that has several. What is no such thing is for the method to refuse.
    pub(crate) fn writes(&self, body: &[u8]) -> Result<(), XrpcError> {
        if self.0.method != APPLY {
            return Ok(());
        }
        let sent = serde_json::from_slice::<Writes>(body).unwrap_or_default();
        let points = sent.writes.iter().map(Write::points);
        self.points(points.fold(0, u32::saturating_add))
    }

    /// Counts points of writes, of the account that is known by now.
    fn points(&self, points: u32) -> Result<(), XrpcError> {
        match self.0.account.get() {
            Some(account) => {
                let account = Bucket::Account(*account);
                self.count(&self.0.counters.writes, account, points)
            }
            None => Ok(()),
        }
    }

    fn count_rule(&self, by: By, bucket: Bucket) -> Result<(), XrpcError> {
        let rules = RULES.iter().zip(&self.0.counters.rules);
        for (rule, counters) in rules {
            if rule.by == by && rule.method == self.0.method {
                self.count(counters, bucket, 1)?;
            }
        }
        Ok(())
    }

    fn count(&self, counters: &[Counter], bucket: Bucket, points: u32) -> Result<(), XrpcError> {
        let Some(points) = NonZeroU32::new(points) else {
            return Ok(());
        };
        for counter in counters {
            match counter.limiter.count_as(bucket, points) {
                Ok(Some(standing)) => self.note(counter.allowance, standing),
                Ok(None) => {}
                Err(standing) => {
                    self.note(counter.allowance, standing);
                    let retry = standing.retry.unwrap_or(counter.allowance.window);
                    return Err(social::Error::TooMany { retry }.into());
                }
            }
        }
        Ok(())
    }

    fn note(&self, allowance: Allowance, standing: Standing) {
        let narrowest = self.0.narrowest.lock();
        let mut narrowest = narrowest.unwrap_or_else(PoisonError::into_inner);
        let is_narrower = narrowest.is_none_or(|(_, known)| standing.remaining < known.remaining);
        if is_narrower {
            *narrowest = Some((allowance, standing));
        }
    }

    /// Says how the caller stands, in the four headers of the reference server; the moment in seconds since 1970.
    fn tell(&self, headers: &mut HeaderMap) {
        let narrowest = self.0.narrowest.lock();
        let narrowest = *narrowest.unwrap_or_else(PoisonError::into_inner);
        let Some((allowance, standing)) = narrowest else {
            return;
        };
        let reset = SystemClock.now().plus(standing.reset).seconds();
        let policy = format!("{};w={}", allowance.count, allowance.window.as_secs());
        let mut add = |name, value: HeaderValue| {
            headers.insert(HeaderName::from_static(name), value);
        };
        add("ratelimit-limit", standing.limit.into());
        add("ratelimit-remaining", standing.remaining.into());
        add("ratelimit-reset", reset.into());
        if let Ok(policy) = HeaderValue::try_from(policy) {
            add("ratelimit-policy", policy);
        }
    }
}

/// What is sent to [`APPLY`], as far as it is counted.
#[derive(Debug, Default, Deserialize)]
struct Writes {
    #[serde(default)]
    writes: Vec<Write>,
}

#[derive(Debug, Deserialize)]
struct Write {
    #[serde(rename = "$type", default)]
    kind: String,
}

impl Write {
    fn points(&self) -> u32 {
        match self.kind.rsplit_once('#').map(|(_, what)| what) {
            Some("update") => UPDATE,
            Some("delete") => DELETE,
            _ => CREATE,
        }
    }
}
