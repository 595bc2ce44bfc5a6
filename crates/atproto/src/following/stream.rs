//! Listening to one host (lexicon `com.atproto.sync.subscribeRepos`).

use std::time::Duration;

use at_proto::firehose::{Event, MAX_FRAME_BYTES};
use infra::fetch::Socket;
use model::Time;
use tokio::sync::watch;
use tokio::time::sleep;

use super::people::{HostFacts, host_of};
use crate::AtProto;
use crate::error::Result;
use crate::wishes::Wish;

/// How long to wait before a host is tried again: at first, and at most.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Whoever was heard for this long is tried again at once.
const LASTING: Duration = Duration::from_mins(1);
/// How long nothing may be said before it is asked whether anybody is there.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the place in a stream is noted.
const NOTE_EVERY: Duration = Duration::from_secs(5);
/// Over how long it is counted how much a host says.
const COUNTED: Duration = Duration::from_mins(1);
/// How long the people of a host that says too much are asked for one by one.
const BUSY_FOR: Duration = Duration::from_hours(24);

/// Why nothing more is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It is not wanted any more.
    Unwanted,
    /// It says too much.
    Busy,
    /// The other side has ended, or begins anew.
    Closed,
}

/// A place in a stream.
struct Place {
    host: String,
    facts: HostFacts,
    noted: Time,
    /// What was said since when.
    counted: (u32, Time),
}

impl AtProto {
    /// Listens to a host, again and again, until it is not wanted any more or says too much.
    pub(super) async fn listen(&self, pds: &str, mut stopping: watch::Receiver<bool>) {
        let mut wait = FIRST_WAIT;
        loop {
            let began = self.social.now();
            match Box::pin(self.listen_once(pds, &mut stopping)).await {
                Ok(End::Unwanted | End::Busy) => return,
                Ok(End::Closed) => tracing::debug!(pds, "a host has ended its stream"),
                Err(error) => tracing::info!(pds, %error, "a host cannot be heard"),
            }
            if self.social.now().since(began) > LASTING {
                wait = FIRST_WAIT;
            }
            tokio::select! {
                () = sleep(wait) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn listen_once(&self, pds: &str, stopping: &mut watch::Receiver<bool>) -> Result<End> {
        let host = host_of(pds);
        let facts = self.host_facts(&host).await?;
        let all = format!("{pds}/xrpc/com.atproto.sync.subscribeRepos");
        let url = match facts.cursor {
            Some(cursor) => format!("{all}?cursor={cursor}"),
            None => all,
        };
        if facts.cursor.is_none() {
            self.catch_up_with(pds);
        }
        let mut socket = self.door.socket(&url, MAX_FRAME_BYTES).await?;
        let now = self.social.now();
        let mut place = Place {
            host,
            facts,
            noted: now,
            counted: (0, now),
        };
        let end = self.hear(pds, &mut socket, &mut place, stopping).await;
        self.set_host_facts(&place.host, &place.facts).await?;
        end
    }

    async fn hear(
        &self,
        pds: &str,
        socket: &mut Socket,
        place: &mut Place,
        stopping: &mut watch::Receiver<bool>,
    ) -> Result<End> {
        loop {
            let frame = tokio::select! {
                frame = socket.next(PATIENCE) => frame?,
                _ = stopping.wait_for(|stop| *stop) => return Ok(End::Unwanted),
            };
            let Some(frame) = frame else {
                return Ok(End::Closed);
            };
            if self.says_too_much(place) {
                return Ok(End::Busy);
            }
            match Event::read(&frame) {
                Ok(Some((seq, event))) => {
                    if !Box::pin(self.heard(pds, event, place)).await? {
                        return Ok(End::Closed);
                    }
                    place.facts.cursor = seq.or(place.facts.cursor);
                }
                Ok(None) => {}
                Err(error) => tracing::debug!(pds, %error, "a frame was passed over"),
            }
            let now = self.social.now();
            if now.since(place.noted) > NOTE_EVERY {
                place.noted = now;
                self.set_host_facts(&place.host, &place.facts).await?;
            }
        }
    }

    /// Takes what was said. `false` when nothing more comes.
    async fn heard(&self, pds: &str, event: Event, place: &mut Place) -> Result<bool> {
        match event {
            Event::Info { name, message } => {
                tracing::info!(pds, name, message, "a host says");
                if name == "OutdatedCursor" {
                    self.catch_up_with(pds);
                }
                Ok(true)
            }
            Event::Error { error, message } => {
                tracing::info!(pds, error, message, "a host ends its stream");
                if error == "FutureCursor" {
                    place.facts.cursor = None;
                }
                Ok(false)
            }
            told => {
                self.heard_event(pds, told).await?;
                Ok(true)
            }
        }
    }

    /// Counts, and notes it when a host says more than we can listen to.
    fn says_too_much(&self, place: &mut Place) -> bool {
        let now = self.social.now();
        let (count, since) = &mut place.counted;
        *count += 1;
        let most = self.config.reading.busy.saturating_mul(60);
        if *count > most {
            let until = now.plus(BUSY_FOR).micros();
            place.facts = HostFacts {
                cursor: None,
                busy_until: Some(until),
            };
            tracing::info!(host = place.host, "a host says too much to be heard");
            return true;
        }
        if now.since(*since) > COUNTED {
            place.counted = (0, now);
        }
        false
    }

    /// What may have been missed of those whom a host keeps is asked for.
    fn catch_up_with(&self, pds: &str) {
        let people = self.following.people();
        let missed = people
            .followed
            .iter()
            .filter(|(_, kept_by)| *kept_by == pds);
        for (did, _) in missed {
            self.wish(Wish::CatchUp(did.clone()));
        }
    }
}
