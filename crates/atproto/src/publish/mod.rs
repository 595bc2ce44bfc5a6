//! What happened here becomes records.
//!
//! Always true here:
//! - A post becomes a record only as a [`model::PublicPost`] that anyone may read now.
//! - Publishing again changes nothing: what a record is here is noted with it.
//! - What is about something that this network does not know makes nothing.

mod deed;
pub(crate) mod media;
mod post;
mod profile;
pub(crate) mod reference;

pub(crate) use profile::SELF;

use std::sync::Arc;

use at_proto::syntax::{Nsid, RecordKey, Tid};
use model::{AccountId, PostId, Time};
use serde_json::Value;
use social::journal::{Change, Entry};
use social::repo::{Repo, RepoState};

use crate::error::{Error, Result};
use crate::repo::{Edit, Plan};
use crate::{AtProto, ID};

impl AtProto {
    /// Writes what one entry of the journal means for the repository of whoever did it.
    pub(crate) async fn publish_entry(&self, entry: &Entry) -> Result<()> {
        if !entry.is_local() {
            return Ok(());
        }
        match Box::pin(self.publish_change(entry)).await {
            // Gone before we came to it.
            Err(Error::Core(social::Error::NotFound(_) | social::Error::Gone(_))) => Ok(()),
            other => other,
        }
    }

    async fn publish_change(&self, entry: &Entry) -> Result<()> {
        let (account, subject) = (entry.account_id, entry.subject_id);
        let other = AccountId::from(subject);
        match entry.change {
            // A post and its records are written together: it is one of an app, or this is done again.
            Change::PostCreated if self.has_record(account, subject).await? => Ok(()),
            Change::PostCreated | Change::PostEdited => {
                self.publish_post(account, PostId::from(subject), entry.at)
                    .await
            }
            // The post itself says nothing of it.
            Change::PolicyChanged => {
                let always = Time::from_micros(0);
                self.publish_post(account, PostId::from(subject), always)
                    .await
            }
            Change::PostDeleted | Change::BoostDeleted => self.retract(account, subject).await,
            Change::BoostCreated => self.publish_boost(account, PostId::from(subject)).await,
            Change::LikeCreated => self.publish_like(entry).await,
            Change::LikeDeleted => self.retract_told(account, entry, "like_id").await,
            Change::FollowAsked => self.publish_follow(account, other, entry.at).await,
            Change::FollowAccepted => self.publish_follow(other, account, entry.at).await,
            Change::FollowRejected => self.retract_told(other, entry, "follow_id").await,
            Change::FollowEnded => self.retract_told(account, entry, "follow_id").await,
            Change::AccountCreated
            | Change::AccountUpdated
            | Change::PostPinned
            | Change::PostUnpinned => self.publish_profile(account).await,
            Change::AccountDeleted => {
                let state = RepoState::Deleted;
                self.deactivate(account, state).await.map(drop)
            }
            Change::NetworksChosen => self.choose(account).await,
            Change::QuoteRevoked => {
                let quoting = PostId::from(entry.subject_id);
                match self.social.quoted_in(quoting).await? {
                    // As above: the gate beside the post says it.
                    Some(quoted) => {
                        let always = Time::from_micros(0);
                        self.publish_post(account, quoted, always).await
                    }
                    None => Ok(()),
                }
            }
            // Blocks would be public there, and stay here. The rest has no record.
            Change::BlockCreated
            | Change::RelayTold
            | Change::AnswerJudged
            | Change::BlockDeleted
            | Change::StrikeMade
            | Change::ReportMade
            | Change::PollVoted
            | Change::PollEnded
            | Change::PollCounted
            | Change::QuoteAnswered
            | Change::ReactionCreated
            | Change::ReactionDeleted
            | Change::StoryTold
            | Change::StoryEnded => Ok(()),
        }
    }

    /// Whether something here is a record of its author already.
    async fn has_record(&self, account: AccountId, subject: i64) -> Result<bool> {
        let found = self
            .social
            .read_repo(account, move |reader| reader.of_subject(subject))
            .await??;
        Ok(!found.is_empty())
    }

    /// A member chose to be on this network, or not to be any more.
    async fn choose(&self, account: AccountId) -> Result<()> {
        let is_on = self.social.is_on(ID, account).await?;
        let state = self.social.repo(account).await?.map(|repo| repo.state);
        match (is_on, state) {
            (true, None) => self.publish_profile(account).await,
            (true, Some(RepoState::Deactivated)) => self.take_up_again(account).await,
            (false, Some(RepoState::Active | RepoState::New)) => {
                let state = RepoState::Deactivated;
                self.deactivate(account, state).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// A repository that was kept back is there again, unless it has gone elsewhere or has yet to arrive.
    async fn take_up_again(&self, account: AccountId) -> Result<()> {
        match self.reactivate(account).await {
            Err(Error::Invalid(reason)) => {
                tracing::info!(%account, reason, "a repository stays kept back");
                Ok(())
            }
            other => other.map(drop),
        }
    }

    /// The repository of a member that is written to now, begun if there is none.
    async fn open_repo(&self, account: AccountId) -> Result<Option<Repo>> {
        let repo = self.repo_of(account).await?;
        Ok(repo.filter(|repo| matches!(repo.state, RepoState::Active | RepoState::New)))
    }

    /// Takes back every record that something here was.
    async fn retract(&self, account: AccountId, subject: i64) -> Result<()> {
        if self.social.repo(account).await?.is_none() {
            return Ok(());
        }
        let plan: Plan = Arc::new(move |reader| {
            let gone = reader.of_subject(subject)?.into_iter().map(|record| {
                Ok(Edit {
                    collection: nsid(&record.collection)?,
                    rkey: RecordKey::parse(&record.rkey)?,
                    record: None,
                    subject: Some(subject),
                })
            });
            gone.collect()
        });
        self.write(account, plan).await.map(drop)
    }

    /// The same of what the payload of an entry names.
    async fn retract_told(&self, account: AccountId, entry: &Entry, name: &str) -> Result<()> {
        match number(entry, name) {
            Some(subject) => self.retract(account, subject).await,
            None => Ok(()),
        }
    }
}

/// A number in the payload of an entry.
fn number(entry: &Entry, name: &str) -> Option<i64> {
    let payload: Value = serde_json::from_str(&entry.payload).ok()?;
    payload.get(name)?.as_i64()
}

/// The name of a kind of records.
pub(crate) fn nsid(name: &str) -> Result<Nsid> {
    Ok(Nsid::parse(name)?)
}

/// The key of a record that is something here: ids have the layout of keys.
pub(crate) fn rkey_of(id: i64) -> Result<RecordKey> {
    let tid = Tid::from_u64(id.unsigned_abs());
    Ok(RecordKey::parse(tid.as_str())?)
}
