//! From names to addresses that may be dialled. The client asks only this resolver and dials only what it
//! gives, so there is no second look-up between the check and the connection (DNS rebinding).

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::guard::Guard;

/// Addresses looked at for one name; a name with more is not better served.
const MAX_ADDRESSES: usize = 16;
/// Questions put to the operating system at once.
const MAX_LOOKUPS: usize = 32;

/// What a [`Lookup`] gives back.
pub type LookupFuture = BoxFuture<'static, io::Result<Vec<IpAddr>>>;

/// Who turns a name into addresses. Two implement it: the system's resolver, and a table for tests.
pub trait Lookup: Send + Sync {
    /// The addresses of this host name, unfiltered.
    fn lookup(&self, host: &str) -> LookupFuture;
}

/// The resolver of the operating system. It blocks a thread for as long as it likes, so only a few may be
/// asking at once: names that never answer must not use up the threads that others need.
#[derive(Clone, Debug)]
pub struct SystemLookup {
    places: Arc<Semaphore>,
}

impl Default for SystemLookup {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(MAX_LOOKUPS)),
        }
    }
}

impl Lookup for SystemLookup {
    fn lookup(&self, host: &str) -> LookupFuture {
        let (host, places) = (host.to_owned(), self.places.clone());
        Box::pin(async move {
            let place = places.acquire_owned().await.map_err(io::Error::other)?;
            let ask = move || {
                // Held until the system has answered, even if the caller has long given up.
                let _place = place;
                Ok((host.as_str(), 0)
                    .to_socket_addrs()?
                    .map(|address| address.ip())
                    .collect())
            };
            tokio::task::spawn_blocking(ask)
                .await
                .map_err(io::Error::other)?
        })
    }
}

/// Names and their answers, written down beforehand: for tests that need several "servers" on one machine,
/// or a name whose second answer differs from its first.
#[derive(Debug, Default)]
pub struct TableLookup {
    answers: HashMap<String, Answers>,
}

/// The answers of one name, in order.
#[derive(Debug, Default)]
struct Answers {
    list: Vec<Vec<IpAddr>>,
    given: Mutex<usize>,
}

impl TableLookup {
    /// A table without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next answer of a name. The last one is given for ever after.
    pub fn with(mut self, host: &str, answer: &[IpAddr]) -> Self {
        self.answers
            .entry(host.to_owned())
            .or_default()
            .list
            .push(answer.to_vec());
        self
    }
}

impl Answers {
    fn next(&self) -> Vec<IpAddr> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = self
            .list
            .get(*given)
            .or(self.list.last())
            .cloned()
            .unwrap_or_default();
        *given = given.saturating_add(1);
        answer
    }
}

impl Lookup for TableLookup {
    fn lookup(&self, host: &str) -> LookupFuture {
        let answer = self
            .answers
            .get(host)
            .map(Answers::next)
            .unwrap_or_default();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// Why a name gave nothing to dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum LookupFailure {
    /// It has addresses, and none may be dialled.
    #[error("every address of this name is special")]
    Blocked,
    /// It has none.
    #[error("this name has no address")]
    NoAddress,
}

/// The resolver the client is built with: a [`Lookup`] behind a [`Guard`].
pub(super) struct GuardedResolver {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) guard: Guard,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.lookup.lookup(name.as_str());
        let guard = self.guard.clone();
        Box::pin(async move { Ok(keep_allowed(&guard, &answer.await.unwrap_or_default())?) })
    }
}

/// Drops what may not be dialled. Port 0 lets the client put in the URL's own.
fn keep_allowed(guard: &Guard, found: &[IpAddr]) -> Result<Addrs, LookupFailure> {
    if found.is_empty() {
        return Err(LookupFailure::NoAddress);
    }
    let allowed: Vec<SocketAddr> = found
        .iter()
        .filter(|ip| guard.allows(**ip))
        .take(MAX_ADDRESSES)
        .map(|ip| SocketAddr::new(*ip, 0))
        .collect();
    if allowed.is_empty() {
        return Err(LookupFailure::Blocked);
    }
    Ok(Box::new(allowed.into_iter()))
}
