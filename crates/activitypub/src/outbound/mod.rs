//! What happened here becomes signed activities, once: the bytes that are enqueued are the bytes that are sent.
//!
//! Always true here:
//! - Rendering is a function of the entry and the rows; the proof's date is the entry's. Publishing again makes the
//!   same activity, which the outbox takes once.
//! - What is for this community only, and what happens among people here only, makes nothing.
//! - What is not there any more makes nothing: its deletion has an entry of its own.

mod account;
mod answer;
mod block;
mod boost;
mod follow;
mod like;
mod payload;
mod pin;
mod poll;
mod post;
mod quote;
mod reaction;
mod relay;
mod report;
mod story;

use ap_proto::activity::Activity;
use ap_proto::build::document;
use ap_proto::origin::Origin;
use model::{AccountId, Time};
use serde_json::Value;
use social::inbound::Identity;
use social::journal::{Change, Entry};
use social::outbox::Outgoing;

use crate::error::{Error, Result};
use crate::map::timestamp;
use crate::{ActivityPub, ID};

/// An activity to send, before it is signed.
struct Sending {
    /// The activity, without a context.
    activity: Value,
    /// What it is called.
    id: String,
    /// Whether all followers get it.
    to_followers: bool,
    /// Those who get it beside followers, wherever they are.
    to: Vec<AccountId>,
    /// Inboxes of nobody we know as an account: relays.
    inboxes: Vec<String>,
    /// Who does it and signs, if that is not the account of the entry.
    by: Option<AccountId>,
}

impl Sending {
    fn new(activity: &Activity) -> Self {
        Self {
            id: activity.id.clone().unwrap_or_default(),
            activity: activity.to_value(),
            to_followers: false,
            to: Vec::new(),
            inboxes: Vec::new(),
            by: None,
        }
    }

    fn with_followers(mut self, yes: bool) -> Self {
        self.to_followers = yes;
        self
    }

    fn with_inboxes(mut self, inboxes: impl IntoIterator<Item = String>) -> Self {
        self.inboxes.extend(inboxes);
        self
    }

    fn with(mut self, accounts: impl IntoIterator<Item = AccountId>) -> Self {
        self.to.extend(accounts);
        self
    }
}

impl ActivityPub {
    /// Enqueues what one entry of the journal means for the Fediverse.
    pub(crate) async fn publish_entry(&self, entry: &Entry) -> Result<()> {
        if !entry.is_local() {
            return Ok(());
        }
        let sending = unless_gone(Box::pin(self.all_sending(entry)).await)?;
        self.enqueue(entry, sending).await
    }

    async fn all_sending(&self, entry: &Entry) -> Result<Vec<Sending>> {
        match entry.change {
            Change::PollVoted => self.poll_voted(entry).await,
            Change::PostCreated => {
                let created = match unless_gone(self.answer_asked(entry).await)? {
                    Some(asked) => Some(asked),
                    None => unless_gone(self.post_created(entry).await)?,
                };
                let asking = unless_gone(self.quote_asked(entry).await)?;
                let relayed = unless_gone(self.post_relayed(entry).await)?;
                let rest = asking.into_iter().chain(relayed);
                Ok(created.into_iter().chain(rest).collect())
            }
            // The profile first: it must say so already when the move is looked into.
            Change::AccountUpdated => {
                let updated = self.account_updated(entry).await?;
                let moved = self.account_moved(entry).await?;
                Ok(updated.into_iter().chain(moved).collect())
            }
            _ => Ok(self.sending(entry).await?.into_iter().collect()),
        }
    }

    async fn sending(&self, entry: &Entry) -> Result<Option<Sending>> {
        match entry.change {
            Change::PostEdited | Change::PolicyChanged => self.post_edited(entry).await,
            Change::PostDeleted => self.post_deleted(entry).await,
            Change::BoostCreated => self.boost_created(entry).await,
            Change::BoostDeleted => Ok(self.boost_deleted(entry)),
            Change::LikeCreated => self.like_created(entry).await,
            Change::LikeDeleted => self.like_deleted(entry).await,
            Change::ReactionCreated => self.reaction_created(entry).await,
            Change::ReactionDeleted => self.reaction_deleted(entry).await,
            Change::FollowAsked => self.follow_asked(entry).await,
            Change::FollowAccepted => self.follow_accepted(entry).await,
            Change::FollowRejected => self.follow_rejected(entry).await,
            Change::FollowEnded => self.follow_ended(entry).await,
            Change::BlockCreated => self.block_created(entry).await,
            Change::BlockDeleted => self.block_deleted(entry).await,
            Change::AccountDeleted => Ok(Some(self.account_deleted(entry))),
            Change::ReportMade => self.report_made(entry).await,
            Change::PostPinned => self.post_pinned(entry).await,
            Change::PostUnpinned => self.post_unpinned(entry).await,
            Change::PollCounted | Change::PollEnded => self.poll_counted(entry).await,
            Change::StoryTold => self.story_told(entry).await,
            Change::StoryEnded => Ok(self.story_ended(entry)),
            Change::AnswerJudged => self.answer_judged(entry).await,
            Change::RelayTold => Ok(self.relay_told(entry)),
            Change::QuoteAnswered => self.quote_answered(entry).await,
            Change::QuoteRevoked => self.quote_revoked(entry).await,
            // Nobody there knows a new account yet; what staff decide is between this community and its members. Votes are
            // more than one, and so may be what a new post and another profile mean.
            Change::PostCreated
            | Change::AccountCreated
            | Change::StrikeMade
            | Change::NetworksChosen
            | Change::AccountUpdated
            | Change::PollVoted => Ok(None),
        }
    }

    /// Signs and enqueues. Only peers get a target: people here have read it already.
    async fn enqueue(&self, entry: &Entry, all: Vec<Sending>) -> Result<()> {
        let mut outgoing = Vec::new();
        for (part, sending) in (0..).zip(all) {
            let mut targets = self.inboxes(&sending.to).await?;
            targets.extend(sending.inboxes.into_iter().filter_map(with_host));
            if targets.is_empty() && !sending.to_followers {
                continue;
            }
            let by = sending.by.unwrap_or(entry.account_id);
            outgoing.push(Outgoing {
                part,
                activity_uri: sending.id,
                account_id: by,
                to_followers: sending.to_followers,
                body: self.prove(by, entry.at, sending.activity).await?,
                targets,
            });
        }
        Ok(self.social.enqueue(ID, entry.seq, outgoing).await?)
    }

    /// Adds the actor's own proof (FEP-8b32) and renders the bytes.
    async fn prove(&self, by: AccountId, at: Time, activity: Value) -> Result<Vec<u8>> {
        let activity = if activity.get("@context").is_some() {
            activity
        } else {
            document(activity)
        };
        let keys = self.social.keys(by).await?;
        let key_id = self.urls.ed25519_key(by);
        let signed = ap_proto::proof::sign(activity, &keys.ed25519, &key_id, timestamp(at));
        let signed = signed.ok_or_else(|| social::Error::internal("an activity is no object"))?;
        Ok(serde_json::to_vec(&signed).map_err(social::Error::internal)?)
    }

    /// Host and inbox of those who are elsewhere, each inbox once.
    async fn inboxes(&self, accounts: &[AccountId]) -> Result<Vec<(String, String)>> {
        let identities = self.social.identities_of(ID, accounts).await?;
        let elsewhere = identities.into_iter().filter(|identity| !identity.is_local);
        let mut targets: Vec<(String, String)> = elsewhere.filter_map(inbox).collect();
        targets.sort();
        targets.dedup();
        Ok(targets)
    }

    /// Somebody elsewhere; `None` for people here, whom the Fediverse need not tell.
    async fn elsewhere(&self, account: AccountId) -> Result<Option<Identity>> {
        let identity = self.social.identity_of(ID, account).await?;
        Ok(identity.filter(|identity| !identity.is_local))
    }
}

/// What is gone before we came to it makes nothing.
fn unless_gone<T: Default>(sending: Result<T>) -> Result<T> {
    match sending {
        Err(Error::Core(social::Error::NotFound(_) | social::Error::Gone(_))) => Ok(T::default()),
        sending => sending,
    }
}

/// An inbox and the peer it is of.
fn with_host(inbox: String) -> Option<(String, String)> {
    Some((Origin::of(&inbox)?.authority(), inbox))
}

fn inbox(identity: Identity) -> Option<(String, String)> {
    let inbox = identity.shared_inbox.or(identity.inbox)?;
    Some((identity.host, inbox))
}
