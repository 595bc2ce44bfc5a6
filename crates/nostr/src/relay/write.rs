//! Events that are brought: checked together, and taken in one after the other. Those that members bring and that do nothing
//! here but be kept are kept together, in one transaction.

use std::time::Duration;

use model::AccountId;
use nostr_proto::message::RelayMessage;
use nostr_proto::{Class, Event};
use social::event::Kept;

use super::access::Access;
use super::session::Session;
use crate::Nostr;
use crate::arriving::{Brought, Taken};
use crate::error::{Error, Result};

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

/// Whether an event was taken, and why not; the reason begins with a word of NIP-01.
type Answer = (bool, String);

impl Session {
    /// Takes in events; one answer for each, in their order.
    pub(super) async fn take_all(&mut self, events: Vec<Event>) -> Vec<String> {
        let verified = verify(events).await;
        let mut answers = Vec::with_capacity(verified.len());
        let mut access = Access::new(&self.nostr, &self.viewers);
        // What came before is kept before anything is looked at that could be about it.
        let mut alike = Vec::new();
        for (event, is_right) in verified {
            let refused = if self.writing.is_too_much() {
                Some("rate-limited: please wait a minute".to_owned())
            } else {
                is_right.err().map(|error| format!("invalid: {error}"))
            };
            if refused.is_none()
                && let Some(member) = self.nostr.who_keeps(&event, &mut access).await
            {
                alike.push((event, member));
                continue;
            }
            answers.extend(self.nostr.keep_alike(&mut alike).await);
            let (is_taken, reason) = match refused {
                Some(reason) => (false, reason),
                None => self.nostr.take(&event, &mut access).await,
            };
            answers.push(RelayMessage::ok(&event.id.to_string(), is_taken, &reason));
        }
        answers.extend(self.nostr.keep_alike(&mut alike).await);
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
    /// The member of whom an event is kept that does nothing else here. `None`: it is to be looked at alone.
    async fn who_keeps(&self, event: &Event, access: &mut Access<'_>) -> Option<AccountId> {
        if !self.is_kept_only(event) {
            return None;
        }
        let may = access.may_write(event).await.ok()?;
        may.ok()?;
        access.member_at_home(event.pubkey).await.ok()?
    }

    /// Keeps what only is to be kept, all of it in one transaction; one answer for each, in their order.
    async fn keep_alike(&self, alike: &mut Vec<(Event, AccountId)>) -> Vec<String> {
        let alike = std::mem::take(alike);
        let kept = self.keep_all(&alike).await;
        let answer = |(place, (event, _)): (usize, &(Event, AccountId))| {
            let (is_taken, reason) = match &kept {
                Ok(kept) => answer(Taken::Kept(kept.get(place).copied().unwrap_or(Kept::Known))),
                Err(error) => broken(error, event),
            };
            RelayMessage::ok(&event.id.to_string(), is_taken, &reason)
        };
        alike.iter().enumerate().map(answer).collect()
    }

    /// Whether an event that was verified is taken, and why not.
    async fn take(&self, event: &Event, access: &mut Access<'_>) -> Answer {
        self.try_take(event, access)
            .await
            .unwrap_or_else(|error| broken(&error, event))
    }

    async fn try_take(&self, event: &Event, access: &mut Access<'_>) -> Result<Answer> {
        if let Err(reason) = access.may_write(event).await? {
            return Ok((false, reason.to_owned()));
        }
        if event.kind.class() == Class::Ephemeral {
            // An app that asks for a signature is answered in the same way (NIP-46). What it asked is nobody else's business.
            match self.answer_app(event).await? {
                Some(answer) => self.hub.tell(&answer),
                None => self.hub.tell(event),
            }
            return Ok((true, String::new()));
        }
        let taken = Box::pin(self.take_in(event.clone(), Brought::ByApp)).await?;
        Ok(answer(taken))
    }
}

/// What is said of an event that was looked at.
fn answer(taken: Taken) -> Answer {
    let reason = match taken {
        Taken::Kept(Kept::New) => return (true, String::new()),
        Taken::Kept(Kept::Known) => "duplicate: it is here already",
        Taken::Kept(Kept::Older) => "duplicate: a newer one is here already",
        Taken::Kept(Kept::Deleted) => "blocked: its author took it back",
        Taken::Kept(Kept::Vanished) => "blocked: its author took everything back",
        Taken::Refused(reason) => reason,
    };
    // Whoever brings a thing again is not wrong.
    (reason.starts_with("duplicate:"), reason.to_owned())
}

fn broken(error: &Error, event: &Event) -> Answer {
    tracing::error!(%error, kind = event.kind.0, "an event could not be taken in");
    (false, "error: please try again later".to_owned())
}
