//! The lanes: where each peer is in the queue.

use model::{AccountId, Time};

use crate::{NetworkId, Result, Social};

/// The lane of one peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The peer.
    pub host: String,
    /// All up to here is done.
    pub position: i64,
    /// How often in a row it failed.
    pub failures: i64,
}

/// The next thing for a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Its place in the queue.
    pub seq: i64,
    /// What the network calls it.
    pub activity_uri: String,
    /// Whose doing it is, and so who signs.
    pub account_id: AccountId,
    /// For everybody who follows that account.
    pub to_followers: bool,
    /// The bytes.
    pub body: Vec<u8>,
    /// Nothing more was for this peer when it was looked for.
    pub is_last: bool,
    /// Where they go at this peer.
    pub inboxes: Vec<String>,
}

/// How the lanes do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lanes {
    /// How many peers something waits for.
    pub waiting: i64,
    /// How many of them did not take it the last time.
    pub failing: i64,
    /// Some of these, those first that are tried again last.
    pub troubles: Vec<LaneTrouble>,
}

/// A peer that does not take what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneTrouble {
    /// The peer.
    pub host: String,
    /// How often in a row.
    pub failures: i64,
    /// Why, the last time.
    pub error: String,
    /// When it is tried again.
    pub retry_at: Time,
}

/// Errors of peers are kept for the page that shows them, but not at any length.
const MAX_ERROR_CHARS: usize = 300;

impl Social {
    /// Lanes that have something to do and may do it now.
    pub async fn due_lanes(&self, network: NetworkId, limit: u32) -> Result<Vec<Lane>> {
        let now = self.now().micros();
        let rows = self
            .store()
            .read(move |conn| store::outbox::due_lanes(conn, network.0, now, i64::from(limit)))
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Lane {
                host: row.host,
                position: row.position,
                failures: row.failures,
            })
            .collect())
    }

    /// How the lanes do, with at most `limit` of those in trouble.
    pub async fn lanes(&self, network: NetworkId, limit: u32) -> Result<Lanes> {
        let ((waiting, failing), troubles) = self
            .store()
            .read(move |conn| {
                let counts = store::outbox::lanes_waiting(conn, network.0)?;
                let troubles = store::outbox::lanes_in_trouble(conn, network.0, i64::from(limit))?;
                Ok((counts, troubles))
            })
            .await?;
        let troubles = troubles.into_iter().map(|row| LaneTrouble {
            host: row.host,
            failures: row.failures,
            error: row.error,
            retry_at: Time::from_micros(row.retry_at),
        });
        Ok(Lanes {
            waiting,
            failing,
            troubles: troubles.collect(),
        })
    }

    /// When the next lane may try, for a sleep until then.
    pub async fn next_lane_at(&self, network: NetworkId) -> Result<Option<Time>> {
        let next = self
            .store()
            .read(move |conn| store::outbox::next_retry(conn, network.0))
            .await?;
        Ok(next.map(Time::from_micros))
    }

    /// The next thing for a peer after a place. When there is none, the lane is noted as up to date.
    pub async fn next_in_lane(
        &self,
        network: NetworkId,
        host: &str,
        position: i64,
    ) -> Result<Option<Sending>> {
        let asked = host.to_owned();
        let (next, wanted) = self
            .store()
            .read(move |conn| {
                let wanted = store::outbox::lane_wanted(conn, network.0, &asked)?;
                let next = store::outbox::next_in_lane(conn, network.0, &asked, position)?;
                Ok((next, wanted))
            })
            .await?;
        let Some(row) = next else {
            if let Some(wanted) = wanted {
                let host = host.to_owned();
                self.store()
                    .write(move |tx| store::outbox::lane_idle(tx, network.0, &host, wanted))
                    .await?;
            }
            return Ok(None);
        };
        Ok(Some(Sending {
            is_last: wanted.is_none_or(|wanted| wanted <= row.seq),
            seq: row.seq,
            activity_uri: row.activity_uri,
            account_id: AccountId::from(row.account_id),
            to_followers: row.to_followers,
            body: row.body,
            inboxes: row.inboxes,
        }))
    }

    /// A peer has taken all up to a place.
    pub async fn lane_done(&self, network: NetworkId, host: &str, seq: i64) -> Result<()> {
        let host = host.to_owned();
        Ok(self
            .store()
            .write(move |tx| store::outbox::lane_done(tx, network.0, &host, seq))
            .await?)
    }

    /// A peer did not take it; its lane rests until `retry_at`.
    pub async fn lane_failed(
        &self,
        network: NetworkId,
        host: &str,
        error: &str,
        retry_at: Time,
    ) -> Result<()> {
        let (host, error) = (
            host.to_owned(),
            model::sanitize::line(error, MAX_ERROR_CHARS),
        );
        let retry_at = retry_at.micros();
        Ok(self
            .store()
            .write(move |tx| store::outbox::lane_failed(tx, network.0, &host, &error, retry_at))
            .await?)
    }

    /// A peer has not answered for very long: what waits for it is given up. What comes after `retry_at` is tried again.
    pub async fn lane_given_up(
        &self,
        network: NetworkId,
        host: &str,
        error: &str,
        retry_at: Time,
    ) -> Result<()> {
        let (host, error) = (
            host.to_owned(),
            model::sanitize::line(error, MAX_ERROR_CHARS),
        );
        let retry_at = retry_at.micros();
        let give_up = move |tx: &mut store::Tx| {
            store::outbox::lane_given_up(tx, network.0, &host, &error, retry_at)
        };
        Ok(self.store().write(give_up).await?)
    }
}
