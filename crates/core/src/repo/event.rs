//! What those who follow repositories along are told.

use std::fmt;
use std::time::Duration;

use model::Time;
use store::repo_event::EventRow;
use tokio::sync::watch;

use crate::{Result, Social};

/// For how long what was told can be asked for again (<https://atproto.com/specs/sync>: hours to days).
const KEPT: Duration = Duration::from_hours(72);
/// Events that are read at once, and the bytes after which no more are.
const SENT: i64 = 200;
const SENT_BYTES: i64 = 1024 * 1024;
/// Rows a transaction.
const BATCH: i64 = 2_000;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A commit.
    Commit,
    /// A commit, without what it changed.
    Sync,
    /// A name or a key.
    Identity,
    /// A state.
    Account,
}

impl EventKind {
    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Sync => "sync",
            Self::Identity => "identity",
            Self::Account => "account",
        }
    }
}

/// Writes what is sent, once the number of the event is known. May be asked again.
type Render = Box<dyn Fn(i64) -> Vec<u8> + Send>;

/// An event about to be written, in the transaction of what it tells.
pub struct NewEvent {
    kind: EventKind,
    render: Render,
}

impl fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEvent")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl NewEvent {
    /// An event whose bytes `render` writes, given its number.
    pub fn new(kind: EventKind, render: impl Fn(i64) -> Vec<u8> + Send + 'static) -> Self {
        Self {
            kind,
            render: Box::new(render),
        }
    }

    pub(super) const fn kind(&self) -> EventKind {
        self.kind
    }

    pub(super) fn append(&self, tx: &mut store::Tx, account: i64, now: i64) -> store::Result<()> {
        let seq = store::repo_event::next_seq(tx, now)?;
        let event = EventRow {
            seq,
            account_id: account,
            kind: self.kind.as_str().to_owned(),
            frame: (self.render)(seq),
            at: now,
        };
        store::repo_event::append(tx, &event)
    }
}

impl Social {
    /// Wakes when there are events that this process wrote.
    pub fn repo_events_changed(&self) -> watch::Receiver<i64> {
        self.repo_events().subscribe()
    }

    pub(super) fn repo_events_grew(&self) {
        self.repo_events().send_modify(|times| *times += 1);
    }

    /// Events after a number, in order, number and bytes: as many as are sent at once, for each who follows has them in
    /// memory.
    pub async fn repo_events_after(&self, seq: i64) -> Result<Vec<(i64, Vec<u8>)>> {
        let events = self
            .store()
            .read(move |conn| store::repo_event::after(conn, seq, SENT, SENT_BYTES));
        Ok(events.await?)
    }

    /// The numbers of the first and the last event that can be asked for.
    pub async fn repo_event_ends(&self) -> Result<Option<(i64, i64)>> {
        Ok(self.store().read(store::repo_event::ends).await?)
    }

    /// How many events there were since a moment, by kind.
    pub async fn repo_event_counts(&self, since: Time) -> Result<Vec<(String, i64)>> {
        let at = since.micros();
        let counts = self
            .store()
            .read(move |conn| store::repo_event::count_since(conn, at));
        Ok(counts.await?)
    }

    /// Writes an event of a repository.
    pub async fn tell_of_repo(&self, account: model::AccountId, event: NewEvent) -> Result<()> {
        let (account, now) = (account.get(), self.now().micros());
        self.store()
            .write(move |tx| event.append(tx, account, now))
            .await?;
        self.repo_events_grew();
        Ok(())
    }

    /// Forgets what was told long ago.
    pub(crate) async fn prune_repo_events(&self) -> Result<()> {
        let before = self.now().minus(KEPT).micros();
        self.store()
            .write(move |tx| store::repo_event::prune(tx, before, BATCH).map(drop))
            .await?;
        Ok(())
    }
}
