//! What was looked at, gathered and written now and then: reading writes nothing.

use std::collections::{HashMap, HashSet};

use store::far::FarCount;

use super::{Far, lock};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Result, Social};

/// How many servers are shown.
const SHOWN: i64 = 50;
/// How much is gathered at most before it is written.
const GATHERED: usize = 2_000;

/// What has happened since it was last written.
#[derive(Debug, Default)]
pub(super) struct Counts {
    used: HashSet<String>,
    servers: HashMap<String, FarCount>,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Luck {
    /// It was there.
    Hit,
    /// It was fetched.
    Miss,
    /// It could not be had.
    Failure,
}

impl Far {
    pub(super) fn note(&self, host: &str, luck: Luck) {
        let mut counts = lock(&self.counts);
        if counts.servers.len() >= GATHERED && !counts.servers.contains_key(host) {
            return;
        }
        let count = counts.servers.entry(host.to_owned()).or_default();
        match luck {
            Luck::Hit => count.hits += 1,
            Luck::Miss => count.misses += 1,
            Luck::Failure => count.failures += 1,
        }
    }

    pub(super) fn note_use(&self, key: &str) {
        let mut counts = lock(&self.counts);
        if counts.used.len() < GATHERED {
            counts.used.insert(key.to_owned());
        }
    }
}

/// What is kept of other servers' files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FarSizes {
    /// The most bytes that are kept.
    pub cap: u64,
    /// Of all servers together; it has no name.
    pub all: FarServer,
    /// Of those of which most is kept, the most first.
    pub servers: Vec<FarServer>,
}

/// What is kept of one server's files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FarServer {
    /// The server.
    pub host: String,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How often one was there when it was asked for.
    pub hits: u64,
    /// How often one had to be fetched.
    pub misses: u64,
    /// How often one could not be.
    pub failures: u64,
}

impl From<FarCount> for FarServer {
    fn from(row: FarCount) -> Self {
        let number = |number: i64| u64::try_from(number).unwrap_or(0);
        Self {
            host: row.host,
            files: number(row.files),
            bytes: number(row.bytes),
            hits: number(row.hits),
            misses: number(row.misses),
            failures: number(row.failures),
        }
    }
}

impl Social {
    /// Writes what was gathered about files of other servers. Called every few seconds.
    pub async fn note_far_media(&self) -> Result<()> {
        let Some(far) = self.far() else {
            return Ok(());
        };
        let gathered = std::mem::take(&mut *lock(&far.counts));
        if gathered.used.is_empty() && gathered.servers.is_empty() {
            return Ok(());
        }
        let used: Vec<String> = gathered.used.into_iter().collect();
        let now = self.now().micros();
        let servers: Vec<FarCount> = gathered
            .servers
            .into_iter()
            .map(|(host, count)| FarCount { host, ..count })
            .collect();
        let done = self.store().write(move |tx| {
            store::far::touch(tx, &used, now)?;
            servers
                .iter()
                .try_for_each(|count| store::far::count(tx, count))
        });
        Ok(done.await?)
    }

    /// What is kept of other servers' files, and what it saves. For admins.
    pub async fn far_media_sizes(&self, caller: &Caller) -> Result<FarSizes> {
        require(caller, Role::Admin)?;
        self.note_far_media().await?;
        let (all, servers) = self
            .store()
            .read(|conn| {
                let all = store::far::kept_of(conn, store::far::ALL)?;
                Ok((all, store::far::largest(conn, SHOWN)?))
            })
            .await?;
        Ok(FarSizes {
            cap: self.far().map_or(0, |far| far.parts.settings.cap),
            all: all.into(),
            servers: servers.into_iter().map(FarServer::from).collect(),
        })
    }
}
