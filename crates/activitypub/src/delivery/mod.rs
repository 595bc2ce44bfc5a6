//! Bringing what is enqueued to each peer: one lane a host, in order, one delivery at a time; a bounded number of
//! lanes at once. A lane that fails waits alone, and one that is slow takes nobody's place.

mod backoff;
mod send;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::Time;
use social::outbox::{Lane, Sending};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::{ActivityPub, ID};
use backoff::{Patience, wait};
use send::{Letter, Sent};

/// How many deliveries one lane makes before others have a turn.
const IN_A_ROW: usize = 50;
/// After so many failures in a row, which take two weeks, what waits for a server is given up, so that the dead keep nothing.
/// What comes later is tried, at most every two days.
const GIVE_UP: u32 = 20;
/// A lane that has been under way for so long is slow: it goes on, and another is started in its place.
const QUICK: Duration = Duration::from_secs(1);
/// How many lanes are under way at most, the slow ones among them.
const MOST_LANES: usize = 1_000;
/// How many lanes are read at once.
const READ_AT_ONCE: u32 = 500;
/// How long to sleep at most before looking again, whatever the outbox says.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// How long to sleep when something may have become due while it was looked for.
const SOON: Duration = Duration::from_secs(1);
/// How long deliveries under way may take at shutdown; what is cut off is sent again.
const GRACE: Duration = Duration::from_secs(8);
/// How long to wait when the database fails.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);

/// The lanes under way, and those that come next.
#[derive(Default)]
struct Running {
    tasks: JoinSet<String>,
    /// Since when.
    hosts: HashMap<String, Instant>,
    due: VecDeque<Lane>,
}

impl Running {
    /// Waits for a lane to end; for ever when there is none.
    async fn next(&mut self) {
        match self.tasks.join_next().await {
            Some(Ok(host)) => {
                self.hosts.remove(&host);
            }
            Some(Err(error)) => {
                tracing::error!(%error, "a delivery broke down");
                // Which one is not said; a host that is still busy is found busy again.
                if self.tasks.is_empty() {
                    self.hosts.clear();
                }
            }
            None => std::future::pending().await,
        }
    }

    /// How many more may be started, if so many that are not slow may be under way.
    fn room(&self, most: usize) -> usize {
        let quick = self.hosts.values().filter(|since| since.elapsed() < QUICK);
        let room = most.saturating_sub(quick.count());
        room.min(MOST_LANES.saturating_sub(self.hosts.len()))
    }
}

impl ActivityPub {
    /// Delivers until `shutdown` turns true, then lets what is under way end, for a while.
    pub async fn run_deliveries(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        let mut outbox = self.social.outbox_changed();
        let mut running = Running::default();
        loop {
            outbox.mark_unchanged();
            let next = self
                .start_lanes(&mut running)
                .await
                .unwrap_or_else(|error| {
                    tracing::error!(%error, "the lanes cannot be read");
                    AFTER_A_FAULT
                });
            tokio::select! {
                _ = shutdown.wait_for(|stop| *stop) => break,
                _ = outbox.changed() => {}
                () = running.next() => {}
                () = tokio::time::sleep(next) => {}
            }
        }
        let ended = async { while running.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::info!(
                "deliveries under way were cut off; they are made again at the next start"
            );
        }
    }

    /// Starts what is due, as far as there is room, and says how long there is nothing else to start.
    async fn start_lanes(self: &Arc<Self>, running: &mut Running) -> Result<Duration> {
        let mut room = running.room(self.config.deliveries);
        while room > 0 {
            let Some(lane) = running.due.pop_front() else {
                if self.read_due(running).await? {
                    continue;
                }
                let next = self.social.next_lane_at(ID).await?;
                return Ok(next.map_or(LOOK_AGAIN, |at| until(at, self.social.now())));
            };
            running.hosts.insert(lane.host.clone(), Instant::now());
            let network = Arc::clone(self);
            running.tasks.spawn(async move {
                let host = lane.host.clone();
                Box::pin(network.deliver_lane(lane)).await;
                host
            });
            room -= 1;
        }
        Ok(QUICK)
    }

    /// Reads which lanes come next, those under way excepted. `false` when there are none.
    async fn read_due(&self, running: &mut Running) -> Result<bool> {
        let under_way = u32::try_from(running.hosts.len()).unwrap_or(u32::MAX);
        let limit = READ_AT_ONCE.saturating_add(under_way);
        let due = self.social.due_lanes(ID, limit).await?.into_iter();
        running.due = due
            .filter(|lane| !running.hosts.contains_key(&lane.host))
            .collect();
        Ok(!running.due.is_empty())
    }

    /// Delivers what is next for one peer, in order, until there is nothing more, it fails, or others should have a
    /// turn.
    pub async fn deliver_lane(&self, lane: Lane) {
        if let Err(error) = self.drive_lane(&lane).await {
            tracing::error!(host = lane.host, %error, "a lane stopped");
            tokio::time::sleep(AFTER_A_FAULT).await;
        }
    }

    async fn drive_lane(&self, lane: &Lane) -> Result<()> {
        let mut position = lane.position;
        let mut failures = lane.failures;
        let is_closed = self.social.border(&lane.host).await?.is_closed;
        for _ in 0..IN_A_ROW {
            let Some(sending) = self.social.next_in_lane(ID, &lane.host, position).await? else {
                return Ok(());
            };
            if is_closed {
                // What was for a server that is kept out is nobody's any more.
                self.social.lane_done(ID, &lane.host, sending.seq).await?;
                position = sending.seq;
                continue;
            }
            match self.deliver(&lane.host, &sending, failures).await? {
                Sent::Later { reason, after } => {
                    return self.postpone(lane, failures, &reason, after).await;
                }
                Sent::Taken | Sent::Refused(_) => {
                    self.social.lane_done(ID, &lane.host, sending.seq).await?;
                    position = sending.seq;
                    failures = 0;
                }
            }
            if sending.is_last {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One activity to every inbox it has at a peer. If one of them must wait, all are told again: peers know the id.
    async fn deliver(&self, host: &str, sending: &Sending, failures: i64) -> Result<Sent> {
        let delivery = Letter {
            host,
            account: sending.account_id,
            body: Bytes::from(sending.body.clone()),
            synchronization: self.synchronization(host, sending).await?,
            failures,
        };
        for inbox in &sending.inboxes {
            let sent = self.send(inbox, &delivery).await;
            match sent.or_else(give_up_without_keys)? {
                Sent::Taken => {
                    tracing::debug!(inbox, activity = sending.activity_uri, "delivered");
                }
                Sent::Refused(reason) => {
                    tracing::info!(inbox, activity = sending.activity_uri, reason, "given up");
                }
                later @ Sent::Later { .. } => return Ok(later),
            }
        }
        Ok(Sent::Taken)
    }

    async fn postpone(
        &self,
        lane: &Lane,
        failures: i64,
        reason: &str,
        after: Option<Duration>,
    ) -> Result<()> {
        let patience = if self.social.is_development() {
            Patience::Development
        } else {
            Patience::Production
        };
        let failures = u32::try_from(failures).unwrap_or(u32::MAX);
        let [spread, ..] = crypto::sha256(format!("{}{failures}", lane.host).as_bytes());
        let wait = wait(failures, patience, spread).max(after.unwrap_or_default());
        let retry_at = self.social.now().plus(wait);
        if failures >= GIVE_UP {
            tracing::info!(
                host = lane.host,
                reason,
                "what waits for a server is given up"
            );
            let given_up = self.social.lane_given_up(ID, &lane.host, reason, retry_at);
            return Ok(given_up.await?);
        }
        tracing::info!(host = lane.host, reason, failures, %retry_at, "delivery postponed");
        Ok(self
            .social
            .lane_failed(ID, &lane.host, reason, retry_at)
            .await?)
    }
}

/// Whoever has no keys any more can sign nothing; what waits behind must not wait for them.
fn give_up_without_keys(error: Error) -> Result<Sent> {
    match error {
        Error::Core(social::Error::NotFound(_) | social::Error::Gone(_)) => Ok(Sent::Refused(
            "the account that would sign is gone".to_owned(),
        )),
        error => Err(error),
    }
}

/// How long until a moment. One that is past is that of a lane under way, or of one that became due just now: looked
/// at again soon, since the two cannot be told apart.
fn until(at: Time, now: Time) -> Duration {
    let wait = at.since(now);
    if wait.is_zero() {
        SOON
    } else {
        wait.min(LOOK_AGAIN)
    }
}
