//! Events on their way to servers elsewhere, and how it stands with those.
//!
//! What is to be brought survives a crash: an errand is noted together with the place in the row of events up to which all
//! were looked at.

use store::event_errand::HostRow;

use crate::{Result, Social};

/// Up to which event it was looked at who is to be brought it.
const LOOKED_AT: &str = "events.carried";
/// A second, in microseconds.
const SECOND: i64 = 1_000_000;

/// An event that is to be brought to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The address of the server.
    pub host: String,
    /// What the event is called.
    pub id: [u8; 32],
    /// Exactly as it is brought.
    pub body: String,
}

/// How it stands with a server elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventHost {
    /// Its address.
    pub host: String,
    /// How often in a row it did not answer.
    pub failures: u32,
    /// When it is tried again, in seconds since 1970.
    pub again_at: i64,
    /// Up to which second what it has was read.
    pub heard_until: i64,
}

impl Social {
    /// Up to which event it was looked at who is to be brought it: its number.
    pub async fn events_carried(&self) -> Result<i64> {
        let found = self
            .store()
            .read(|conn| store::setting::find(conn, LOOKED_AT));
        let noted = found.await?;
        Ok(noted.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Notes what is to be brought where, of all events up to a number.
    pub async fn carry_events(&self, errands: Vec<Errand>, until: i64) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                for errand in &errands {
                    let Errand { host, id, body } = errand;
                    store::event_errand::add(tx, host, id, body, now)?;
                }
                store::setting::set(tx, LOOKED_AT, &until.to_string())
            })
            .await?;
        Ok(())
    }

    /// Servers that something is to be brought to and that may be tried again.
    pub async fn due_event_hosts(&self, limit: u32) -> Result<Vec<String>> {
        let now = self.now().micros();
        let found = self
            .store()
            .read(move |conn| store::event_errand::due_hosts(conn, now, i64::from(limit)));
        Ok(found.await?)
    }

    /// What is to be brought to a server, the oldest first.
    pub async fn event_errands(&self, host: &str, limit: u32) -> Result<Vec<Errand>> {
        let host = host.to_owned();
        let found = self
            .store()
            .read(move |conn| {
                let rows = store::event_errand::due(conn, &host, i64::from(limit))?;
                let errands = rows.into_iter().filter_map(|(id, body)| {
                    Some(Errand {
                        host: host.clone(),
                        id: id.try_into().ok()?,
                        body,
                    })
                });
                Ok(errands.collect())
            })
            .await?;
        Ok(found)
    }

    /// An event was brought, or will not be taken.
    pub async fn event_errand_done(&self, errand: &Errand) -> Result<()> {
        let (host, id) = (errand.host.clone(), errand.id);
        let done = self
            .store()
            .write(move |tx| store::event_errand::done(tx, &host, &id));
        Ok(done.await?)
    }

    /// Forgets what could not be brought since a second.
    pub async fn forget_event_errands(&self, before: i64) -> Result<()> {
        let before = before.saturating_mul(SECOND);
        let forgotten = self
            .store()
            .write(move |tx| store::event_errand::forget(tx, before));
        Ok(forgotten.await?)
    }

    /// How it stands with a server.
    pub async fn event_host(&self, host: &str) -> Result<EventHost> {
        let asked = host.to_owned();
        let found = self
            .store()
            .read(move |conn| store::event_errand::find_host(conn, &asked))
            .await?;
        let row = found.unwrap_or_else(|| HostRow {
            host: host.to_owned(),
            ..HostRow::default()
        });
        Ok(EventHost {
            host: row.host,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            again_at: row.again_at / SECOND,
            heard_until: row.heard_until,
        })
    }

    /// Notes how it stands with a server.
    pub async fn note_event_host(&self, host: &EventHost) -> Result<()> {
        let row = HostRow {
            host: host.host.clone(),
            failures: i64::from(host.failures),
            again_at: host.again_at.saturating_mul(SECOND),
            heard_until: host.heard_until,
        };
        let noted = self
            .store()
            .write(move |tx| store::event_errand::note_host(tx, &row));
        Ok(noted.await?)
    }
}
