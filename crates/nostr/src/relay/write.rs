//! Events that are brought: checked together, taken in one after the other.

use std::time::Duration;

use nostr_proto::message::RelayMessage;
use nostr_proto::{Class, Event};
use social::event::Kept;

use super::access::Access;
use super::session::Session;
use crate::Nostr;
use crate::arriving::{Brought, Taken};
use crate::error::Result;

/// How far ahead of our clock an event may be, in seconds.
pub(super) const AHEAD: u64 = 15 * 60;
/// What a connection may bring in a while.
const WHILE: Duration = Duration::from_mins(1);
const EVENTS: u32 = 3_000;
/// So few are checked where they are.
const FEW: usize = 2;

/// How much a connection has brought.
pub(super) struct Writing {
    is_limited: bool,
    since: tokio::time::Instant,
    count: u32,
}

impl Writing {
    pub(super) fn new(is_limited: bool) -> Self {
        Self {
            is_limited,
            since: tokio::time::Instant::now(),
            count: 0,
        }
    }

    fn is_too_much(&mut self) -> bool {
        if self.since.elapsed() > WHILE {
            self.since = tokio::time::Instant::now();
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.is_limited && self.count > EVENTS
    }
}

impl Session {
    /// Takes in events; one answer for each, in their order.
    pub(super) async fn take_all(&mut self, events: Vec<Event>) -> Vec<String> {
        let verified = verify(events).await;
        let mut answers = Vec::with_capacity(verified.len());
        let mut access = Access::new(&self.nostr, &self.viewers);
        for (event, is_right) in &verified {
            let id = event.id.to_string();
            let (is_taken, reason) = if self.writing.is_too_much() {
                (false, "rate-limited: please wait a minute".to_owned())
            } else if let Err(error) = is_right {
                (false, format!("invalid: {error}"))
            } else {
                self.nostr.take(event, &mut access).await
            };
            answers.push(RelayMessage::ok(&id, is_taken, &reason));
        }
        answers
    }
}

/// Each event, and whether it is what it says. Many are checked by all processors at once.
async fn verify(events: Vec<Event>) -> Vec<(Event, nostr_proto::Result<()>)> {
    let check = |event: Event| {
        let is_right = event.verify();
        (event, is_right)
    };
    if events.len() <= FEW {
        return events.into_iter().map(check).collect();
    }
    let checking = tokio::task::spawn_blocking(move || events.into_iter().map(check).collect());
    // Only a panic could end it early, and there is none in it.
    checking.await.unwrap_or_default()
}

impl Nostr {
    /// Whether an event that was verified is taken, and why not.
    async fn take(&self, event: &Event, access: &mut Access<'_>) -> (bool, String) {
        match self.try_take(event, access).await {
            Ok(Ok(())) => (true, String::new()),
            Ok(Err(reason)) => {
                // Whoever brings a thing again is not wrong.
                (reason.starts_with("duplicate:"), reason.to_owned())
            }
            Err(error) => {
                tracing::error!(%error, kind = event.kind.0, "an event could not be taken in");
                (false, "error: please try again later".to_owned())
            }
        }
    }

    async fn try_take(
        &self,
        event: &Event,
        access: &mut Access<'_>,
    ) -> Result<std::result::Result<(), &'static str>> {
        if let Err(reason) = access.may_write(event).await? {
            return Ok(Err(reason));
        }
        if event.kind.class() == Class::Ephemeral {
            // An app that asks for a signature is answered in the same way (NIP-46). What it asked is nobody else's business.
            match self.answer_app(event).await? {
                Some(answer) => self.hub.tell(&answer),
                None => self.hub.tell(event),
            }
            return Ok(Ok(()));
        }
        let taken = Box::pin(self.take_in(event.clone(), Brought::ByApp)).await?;
        Ok(match taken {
            Taken::Kept(Kept::New) => Ok(()),
            Taken::Kept(Kept::Known) => Err("duplicate: it is here already"),
            Taken::Kept(Kept::Older) => Err("duplicate: a newer one is here already"),
            Taken::Kept(Kept::Deleted) => Err("blocked: its author took it back"),
            Taken::Kept(Kept::Vanished) => Err("blocked: its author took everything back"),
            Taken::Refused(reason) => Err(reason),
        })
    }
}
