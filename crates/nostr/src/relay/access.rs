//! Who may write what. Everybody may read; members write what they like, others what is for a member, or about something of
//! theirs. This keeps a relay of a community from becoming everybody's.

use std::collections::HashMap;

use model::AccountId;
use nostr_proto::names::uri_of_key;
use nostr_proto::{Class, Event, EventId, Kind, PublicKey};
use social::Viewer;
use social::event::EventQuery;

use super::write::AHEAD;
use crate::error::Result;
use crate::{ID, Nostr};

/// How far the clock of whoever shows a key may be off, in seconds.
const OFF: u64 = 10 * 60;
/// So many tags of an event by a stranger are looked at.
const LOOKED_AT: usize = 20;

const RESTRICTED: &str =
    "restricted: members write here, and others what answers or names one of them";

/// Somebody, as far as we know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Member,
    Elsewhere,
    Nobody,
}

/// What one connection may write.
pub(super) struct Access<'a> {
    nostr: &'a Nostr,
    viewers: &'a [PublicKey],
    known: HashMap<PublicKey, Known>,
    at_home: HashMap<PublicKey, Option<AccountId>>,
}

impl<'a> Access<'a> {
    pub(super) fn new(nostr: &'a Nostr, viewers: &'a [PublicKey]) -> Self {
        Self {
            nostr,
            viewers,
            known: HashMap::new(),
            at_home: HashMap::new(),
        }
    }

    /// Whether an event that was verified may be written here; if not, why, as the answer to it says.
    pub(super) async fn may_write(
        &mut self,
        event: &Event,
    ) -> Result<std::result::Result<(), &'static str>> {
        let now = u64::try_from(self.nostr.social.now().seconds()).unwrap_or(0);
        if event.created_at > now + AHEAD {
            return Ok(Err("invalid: created_at is too far in the future"));
        }
        if event.expires_at().is_some_and(|end| end <= now) {
            return Ok(Err("invalid: it has expired"));
        }
        if matches!(event.kind, Kind::AUTH | Kind::SEAL | Kind::DIRECT_MESSAGE) {
            return Ok(Err("invalid: events of this kind are never published"));
        }
        if event.is_protected() && !self.viewers.contains(&event.pubkey) {
            return Ok(Err("auth-required: only its author may bring this event"));
        }
        if event.kind == Kind::VANISH && !self.is_for_us(event) {
            return Ok(Err("invalid: this is for another relay"));
        }
        if event.kind == Kind::DELETION && self.is_all_of_others(event).await? {
            return Ok(Err("invalid: only its author takes an event back"));
        }
        // What is kept is looked at where it is taken in; this is only passed on.
        if event.kind.class() == Class::Ephemeral && self.is_suspended(event.pubkey).await? {
            return Ok(Err("blocked: this community takes nothing from you"));
        }
        let author = self.look(event.pubkey).await?;
        if author == Known::Member {
            return Ok(Ok(()));
        }
        if event.work() < self.nostr.config.work {
            return Ok(Err(
                "pow: members write here without; others show some work",
            ));
        }
        Ok(if self.is_about_members(event, author).await? {
            Ok(())
        } else {
            Err(RESTRICTED)
        })
    }

    fn is_for_us(&self, event: &Event) -> bool {
        let own = normal(&self.nostr.config.relay_url);
        event
            .values("relay")
            .any(|relay| relay == "ALL_RELAYS" || normal(relay) == own)
    }

    /// Whether something by a stranger is for a member, or about something that a member or they themselves have here.
    async fn is_about_members(&mut self, event: &Event, author: Known) -> Result<bool> {
        // Passed on and not kept: to whoever it is for.
        if event.kind == Kind::REMOTE_SIGNING {
            return Ok(event.value("p").is_some());
        }
        // Whoever has something here may have it forgotten (NIP-62).
        if event.kind == Kind::VANISH {
            return Ok(author != Known::Nobody || self.has_written(event.pubkey).await?);
        }
        // What those who are known here say of themselves.
        let is_of_themselves = matches!(event.kind.0, 0 | 3 | 10_002 | 10_050 | 10_063)
            || event.kind == Kind::DELETION;
        if is_of_themselves && author == Known::Elsewhere {
            return Ok(true);
        }
        for name in ["p", "P"] {
            for key in event.values(name).take(LOOKED_AT) {
                if let Ok(key) = key.parse()
                    && self.look(key).await? == Known::Member
                {
                    return Ok(true);
                }
            }
        }
        for name in ["e", "q", "E"] {
            for id in event.values(name).take(LOOKED_AT) {
                if let Ok(id) = id.parse::<EventId>()
                    && let Some(about) = self.nostr.social.event(id.0).await?
                {
                    let theirs = PublicKey(about.author);
                    if theirs == event.pubkey || self.look(theirs).await? == Known::Member {
                        return Ok(true);
                    }
                }
            }
        }
        for name in ["a", "A"] {
            for address in event.values(name).take(LOOKED_AT) {
                let key = address.split(':').nth(1).and_then(|key| key.parse().ok());
                if let Some(key) = key
                    && self.look(key).await? == Known::Member
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a deletion names only what others wrote. What is not here could be its author's.
    async fn is_all_of_others(&self, event: &Event) -> Result<bool> {
        let mut names_others = false;
        for address in event.values("a").take(LOOKED_AT) {
            let key = address.split(':').nth(1).and_then(|key| key.parse().ok());
            match key {
                Some(key) if event.pubkey != key => names_others = true,
                _ => return Ok(false),
            }
        }
        for id in event.values("e").take(LOOKED_AT) {
            let Ok(id) = id.parse::<EventId>() else {
                continue;
            };
            match self.nostr.social.event(id.0).await? {
                Some(theirs) if theirs.author != event.pubkey.0 => names_others = true,
                _ => return Ok(false),
            }
        }
        Ok(names_others)
    }

    async fn is_suspended(&self, key: PublicKey) -> Result<bool> {
        let social = &self.nostr.social;
        let Some(face) = social.find_identity(ID, &uri_of_key(key)).await? else {
            return Ok(false);
        };
        let view = social.account(Viewer::Anyone, face.account_id).await?;
        Ok(view.is_suspended)
    }

    /// The member who has a key, if they want to be on this network and nobody suspended them.
    pub(super) async fn member_at_home(&mut self, key: PublicKey) -> Result<Option<AccountId>> {
        if let Some(known) = self.at_home.get(&key) {
            return Ok(*known);
        }
        let member = match self.nostr.member_of(key).await? {
            Some(member) => self
                .nostr
                .refusal_of(member)
                .await?
                .is_none()
                .then_some(member),
            None => None,
        };
        self.at_home.insert(key, member);
        Ok(member)
    }

    async fn has_written(&self, key: PublicKey) -> Result<bool> {
        let query = EventQuery {
            authors: vec![key.0],
            limit: 1,
            viewers: vec![key.0],
            ..EventQuery::default()
        };
        Ok(!self.nostr.social.find_events(query).await?.0.is_empty())
    }

    async fn look(&mut self, key: PublicKey) -> Result<Known> {
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let identity = self
            .nostr
            .social
            .find_identity(ID, &uri_of_key(key))
            .await?;
        let known = match identity {
            Some(identity) if identity.is_local => Known::Member,
            Some(_) => Known::Elsewhere,
            None => Known::Nobody,
        };
        self.known.insert(key, known);
        Ok(known)
    }
}

/// Whether an event shows a key to this relay on this connection (NIP-42).
pub(super) fn check_shown(
    event: &Event,
    challenge: &str,
    relay: &str,
    now: i64,
) -> std::result::Result<(), &'static str> {
    let now = u64::try_from(now).unwrap_or(0);
    if event.kind != Kind::AUTH {
        return Err("invalid: keys are shown by events of kind 22242");
    }
    if event.value("challenge") != Some(challenge) {
        return Err("invalid: this is not the challenge of this connection");
    }
    if event.value("relay").map(normal) != Some(normal(relay)) {
        return Err("invalid: this is for another relay");
    }
    if event.created_at.abs_diff(now) > OFF {
        return Err("invalid: the clock is off by more than ten minutes");
    }
    event
        .verify()
        .map_err(|_wrong| "invalid: the event is not what it says")
}

/// The host of a relay: what is told of its path and its scheme by those between differs.
fn normal(relay: &str) -> String {
    let host = relay.split_once("://").map_or(relay, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or(host);
    host.to_ascii_lowercase()
}
