//! What other servers deliver: who vouches for it, then one file a kind of activity.
//!
//! Always true here:
//! - Nothing is done for an activity before its actor's signature, its proof or its origin vouches for it.
//! - An actor acts on its own things only; the core checks again by author.
//! - Every handler is idempotent; a delivery is acknowledged after its effect is committed.

mod accept;
mod add;
mod announce;
mod authority;
mod block;
mod create;
mod delete;
mod flag;
mod follow;
mod keys;
mod like;
mod moved;
mod origin;
mod passed_on;
mod quote_request;
mod reject;
mod relay;
mod reply_request;
mod undo;
mod update;
mod visitor;
mod vote;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::origin::same_origin;
use ap_proto::value::{Limits, parse_json};
use bytes::Bytes;
use http::{HeaderMap, Method};
use model::{AccountId, Time};
use serde_json::Value;
use social::inbound::Identity;

use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

/// How long a signature can be used again: it may be an hour ahead, and 65 minutes old.
const REPLAYED_WITHIN: Duration = Duration::from_mins(130);

pub(crate) use authority::Authority;
pub(crate) use keys::KeyRing;

/// A request as it came in, as far as signatures speak of it.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    /// Its method.
    pub(crate) method: Method,
    /// Its path and query, exactly as asked for.
    pub(crate) path: String,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its bytes.
    pub(crate) body: Bytes,
}

/// An activity whose bounds and form are checked.
pub(crate) struct Delivery<'a> {
    /// What it says.
    pub(crate) activity: &'a Activity,
    /// Its id, on its actor's origin.
    pub(crate) id: &'a str,
    /// The document, for proofs.
    pub(crate) value: &'a Value,
    /// Whose inbox it came to; `None` for the shared one.
    pub(crate) inbox: Option<AccountId>,
    /// Its actor, as far as known when it came.
    pub(crate) sender: Option<Identity>,
    /// Whether anybody here follows them.
    pub(crate) is_followed: bool,
    /// Under what it is remembered that it came.
    pub(crate) mark: String,
    /// When it came first, if it came before.
    pub(crate) received_at: Option<Time>,
    /// Its bytes.
    pub(crate) body: &'a [u8],
    /// Whether it is remembered already, because that was written with what it did.
    pub(crate) is_remembered: AtomicBool,
    /// Whether a relay of ours brought it.
    pub(crate) is_relayed: bool,
}

/// What became of a delivery that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It had its effect, now or when it came before.
    Done,
    /// It is fine, but nothing to us. The reason goes to the log and to tests.
    Ignored(&'static str),
}

impl Outcome {
    /// What the core says of something that may have come to nothing.
    const fn of(is_done: bool, otherwise: &'static str) -> Self {
        if is_done {
            Self::Done
        } else {
            Self::Ignored(otherwise)
        }
    }
}

impl ActivityPub {
    /// Takes what was delivered to an inbox.
    pub(crate) async fn receive(
        &self,
        request: &Incoming,
        inbox: Option<AccountId>,
    ) -> Result<Outcome> {
        let value = parse_json(&request.body, Limits::default())?;
        let activity = Activity::parse(&value)?;
        let mut delivery = self
            .arriving(&activity, &value, &request.body, inbox)
            .await?;
        if self.is_kept_out(&delivery).await? {
            return Ok(Outcome::Ignored("kept_out"));
        }
        if activity.kind == ActivityKind::Delete && delivery.sender.is_none() {
            // Most deletes are of accounts nobody here knows: no key is fetched for them (gotcha 14).
            return Ok(Outcome::Ignored("unknown_actor"));
        }
        let authority = Box::pin(self.authority(request, &mut delivery)).await?;
        self.spend(&self.deliveries, &activity.actor)?;
        if self.is_repeated(&delivery).await? {
            return Ok(Outcome::Ignored("repeated"));
        }
        if authority == Authority::Actor {
            self.wish_followers(request, &delivery);
        }
        let outcome = match authority {
            Authority::Actor | Authority::Proof => Box::pin(self.handle(&delivery)).await?,
            Authority::Origin => Box::pin(self.ask_origin(&delivery)).await?,
            Authority::Gone => self.delete_actor(&delivery).await?,
            Authority::Nobody => Outcome::Ignored("unknown_actor"),
        };
        self.remember(&delivery).await?;
        Ok(outcome)
    }

    /// What is known of an activity that arrives, in one look.
    async fn arriving<'a>(
        &self,
        activity: &'a Activity,
        value: &'a Value,
        body: &'a [u8],
        inbox: Option<AccountId>,
    ) -> Result<Delivery<'a>> {
        let id = activity.own_id()?;
        let mark = mark(activity, id, body);
        let found = self.social.find_sender(ID, &activity.actor, &mark);
        let (sender, received_at) = found.await?;
        Ok(Delivery {
            activity,
            id,
            value,
            inbox,
            is_followed: sender.as_ref().is_some_and(|by| by.has_followers_here),
            sender: sender.map(|by| by.identity),
            mark,
            received_at,
            body,
            is_remembered: AtomicBool::new(false),
            is_relayed: false,
        })
    }

    /// Whether nothing is taken from an actor: the server is kept out, or the account is suspended here. Nothing is
    /// fetched for it, and its sender does not learn of it.
    async fn is_kept_out(&self, delivery: &Delivery<'_>) -> Result<bool> {
        let origin = ap_proto::origin::Origin::of(&delivery.activity.actor);
        let Some(host) = origin.map(|origin| origin.authority()) else {
            return Ok(false);
        };
        let is_suspended = delivery.sender.as_ref().is_some_and(|by| by.is_suspended);
        Ok(is_suspended || self.social.border(&host).await?.is_closed)
    }

    /// Does what an activity asks for, whose actor vouches for it.
    async fn handle(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let done = match &delivery.activity.kind {
            ActivityKind::Create => self.on_create(delivery).await,
            ActivityKind::Update => self.on_update(delivery).await,
            ActivityKind::Delete => self.on_delete(delivery).await,
            ActivityKind::Follow => self.on_follow(delivery).await,
            ActivityKind::Accept => self.on_accept(delivery).await,
            ActivityKind::Reject => self.on_reject(delivery).await,
            ActivityKind::Undo => self.on_undo(delivery).await,
            ActivityKind::Like | ActivityKind::EmojiReact => self.on_like(delivery).await,
            ActivityKind::Announce => self.on_announce(delivery).await,
            ActivityKind::Block => self.on_block(delivery).await,
            ActivityKind::Add => self.on_add(delivery).await,
            ActivityKind::Move => self.on_move(delivery).await,
            ActivityKind::QuoteRequest => self.on_quote_request(delivery).await,
            ActivityKind::ReplyRequest => self.on_reply_request(delivery).await,
            ActivityKind::Remove => self.on_remove(delivery).await,
            ActivityKind::Flag => self.on_flag(delivery).await,
            // Nobody is shown who did not like a post.
            ActivityKind::Dislike => Ok(Outcome::Ignored("dislike")),
            ActivityKind::View | ActivityKind::Other(_) => Ok(Outcome::Ignored("unsupported")),
        };
        done.or_else(forgive)
    }

    /// Whether this very thing was done before. A Follow that stands may be asked again: the answer was lost
    /// (gotcha 27). One that does not is new when the first is so old that nobody can replay it: Misskey says every
    /// Follow of the same two people in the same words.
    async fn is_repeated(&self, delivery: &Delivery<'_>) -> Result<bool> {
        let Some(at) = delivery.received_at else {
            return self.is_undone(delivery).await;
        };
        let is_follow = delivery.activity.kind == ActivityKind::Follow;
        let is_old = self.social.now().since(at) > REPLAYED_WITHIN;
        if is_follow && is_old {
            return Ok(false);
        }
        Ok(!self.is_standing_follow(delivery).await?)
    }

    /// Whether its actor took it back before it came. A follow may be wanted again under its old id.
    async fn is_undone(&self, delivery: &Delivery<'_>) -> Result<bool> {
        let activity = delivery.activity;
        let can_be = matches!(
            activity.kind,
            ActivityKind::Like | ActivityKind::EmojiReact | ActivityKind::Announce
        );
        let mark = undone(&activity.actor, delivery.id);
        Ok(can_be && self.social.has_received(ID, &mark).await?)
    }

    async fn is_standing_follow(&self, delivery: &Delivery<'_>) -> Result<bool> {
        if delivery.activity.kind != ActivityKind::Follow {
            return Ok(false);
        }
        let followee = delivery
            .activity
            .object
            .id()
            .and_then(|uri| self.urls.parse_actor(uri));
        let follower = self.known(&delivery.activity.actor).await?;
        match (follower, followee) {
            (Some(follower), Some(followee)) => Ok(self
                .social
                .find_follow(follower.account_id, followee)
                .await?
                .is_some()),
            _ => Ok(false),
        }
    }

    /// Remembers a delivery of somebody we know, so that it has no second effect.
    async fn remember(&self, delivery: &Delivery<'_>) -> Result<()> {
        if delivery.is_remembered.load(Ordering::Relaxed) {
            return Ok(());
        }
        // A stranger may be known by now.
        let sender = if let Some(known) = &delivery.sender {
            Some(known.account_id)
        } else {
            let known = self.known(&delivery.activity.actor).await?;
            known.map(|known| known.account_id)
        };
        if let Some(sender) = sender {
            let (mark, body) = (&delivery.mark, delivery.body);
            self.social.mark_received(ID, mark, sender, body).await?;
        }
        Ok(())
    }
}

/// Under what an activity is remembered: its id. Of an Update also its bytes, because some servers use one id for many
/// (gotcha 26); the same bytes again change nothing back.
fn mark(activity: &Activity, id: &str, body: &[u8]) -> String {
    if activity.kind != ActivityKind::Update {
        return id.to_owned();
    }
    let digest = crypto::multikey::encode_multibase(&crypto::sha256(body));
    format!("{id}#{digest}")
}

/// Under what it is remembered that an actor took an activity back: what comes after its own `Undo` has no effect.
fn undone(actor: &str, id: &str) -> String {
    format!("{actor} undid {id}")
}

/// What is no fault of the sender is no error to them: what we no longer have, or never had, cannot be changed.
fn forgive(error: Error) -> Result<Outcome> {
    match error {
        Error::Core(social::Error::Gone(_)) => Ok(Outcome::Ignored("gone_here")),
        Error::Core(social::Error::NotFound(_)) | Error::NotFound(_) => {
            Ok(Outcome::Ignored("not_found"))
        }
        error if error.is_gone() || error.is_missing() => Ok(Outcome::Ignored("gone_there")),
        error => Err(error),
    }
}

impl Delivery<'_> {
    /// The activity inside this one (the Follow of an Accept), if it is carried along and can be read.
    pub(crate) fn inner(&self) -> Option<Activity> {
        Activity::parse(self.activity.object.inline()?).ok()
    }

    /// Refuses an activity about something of another server (security row A11). Whose it is on the same server, the
    /// core knows.
    pub(crate) fn check_same_server(&self) -> Result<()> {
        if same_origin(&self.activity.actor, self.object_id()?) {
            Ok(())
        } else {
            Err(Error::NotYours("It belongs to another server"))
        }
    }

    /// The id of the object, however it is written.
    pub(crate) fn object_id(&self) -> Result<&str> {
        let id = self.activity.object.id();
        id.ok_or_else(|| ap_proto::Refusal::Missing("object").into())
    }
}

/// The id an object is known by, if any.
pub(crate) fn id_of(object: &ObjectRef) -> &str {
    object.id().unwrap_or_default()
}
