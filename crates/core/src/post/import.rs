//! What a member did elsewhere before they came here with it: their posts, and what they liked, boosted and followed.
//!
//! Always true here:
//! - Nothing of it is news: no entry is written to the journal, so nobody is told, and no network publishes it anew.
//! - What something is here is noted at its record in the same transaction, so however often it is tried, it happens once.

use model::{AccountId, Audience, PostId, Time};
use store::post::Counter;
use store::relation::{ACCEPTED, FollowRow};

use super::boost::boost_row;
use super::create::Draft;
use crate::journal::LOCAL;
use crate::member::{reason, refuse};
use crate::{Caller, Error, Result, Social, Viewer};

/// A record of a repository that came here with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRecord {
    /// Of what kind.
    pub collection: String,
    /// Its key.
    pub rkey: String,
    /// When it was made, as it says itself.
    pub made_at: Time,
}

/// What a member did elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportedDeed {
    /// Liked a post.
    Like(PostId),
    /// Boosted it.
    Boost(PostId),
    /// Followed somebody.
    Follow(AccountId),
}

impl ImportedRecord {
    /// When it was made: nothing was written in the future, or before there was anything to write with.
    fn moment(&self, now: Time) -> Time {
        self.made_at.min(now).max(Time::from_seconds(0))
    }

    /// Notes what it is here, once.
    fn note(&self, tx: &mut store::Tx, account: i64, subject: i64) -> store::Result<()> {
        let key = (self.collection.as_str(), self.rkey.as_str());
        if store::repo_arrival::set_subject(tx, account, key, subject)? {
            return Ok(());
        }
        let done = "This record is something here already.";
        Err(refuse(Error::Conflict(done)))
    }
}

impl Social {
    /// A post that the caller wrote elsewhere, under the day it was written. [`Error::Conflict`] when it is one here
    /// already.
    pub async fn import_post(
        &self,
        caller: &Caller,
        draft: Draft,
        record: ImportedRecord,
    ) -> Result<PostId> {
        let at = record.moment(self.now());
        let draft = Draft {
            imported: Some(record),
            ..draft
        };
        let mut ready = self.ready(caller, draft).await?;
        let id = PostId::from(self.id_at(at));
        let row = &mut ready.new.row;
        (row.id, row.thread_id) = (id.get(), id.get());
        (row.uri, row.created_at) = (self.post_uri(id), at.micros());
        self.insert_post(ready).await?.ok_or(Error::Gone("It"))
    }

    /// Something that the caller did elsewhere. [`Error::Forbidden`] when it cannot be done here.
    pub async fn import_deed(
        &self,
        caller: &Caller,
        deed: ImportedDeed,
        record: ImportedRecord,
    ) -> Result<()> {
        match deed {
            ImportedDeed::Like(post) => self.import_like(caller, post, record).await,
            ImportedDeed::Boost(post) => self.import_boost(caller, post, record).await,
            ImportedDeed::Follow(account) => self.import_follow(caller, account, record).await,
        }
    }

    async fn import_like(
        &self,
        caller: &Caller,
        post: PostId,
        record: ImportedRecord,
    ) -> Result<()> {
        let post = self.post(caller.viewer(), post).await?.content().id.get();
        let (like, account) = (self.new_id().get(), caller.account_id.get());
        let done = self.store().write(move |tx| {
            if !store::reaction::like(tx, like, post, account, None)? {
                return Ok(());
            }
            store::post::count(tx, post, Counter::Likes, 1)?;
            record.note(tx, account, like)
        });
        done.await.map_err(reason)
    }

    async fn import_boost(
        &self,
        caller: &Caller,
        post: PostId,
        record: ImportedRecord,
    ) -> Result<()> {
        let original = self.post(caller.viewer(), post).await?.content().clone();
        if !original.audience.is_open() {
            return Err(Error::Forbidden("This post cannot be boosted."));
        }
        let at = record.moment(self.now());
        let (boost, account) = (PostId::from(self.id_at(at)), caller.account_id.get());
        let uri = self.post_uri(boost);
        let audience = Audience::Public.narrower(original.audience);
        let at = at.micros();
        let new = boost_row(boost, account, LOCAL, uri, &original, audience, at);
        let done = self.store().write(move |tx| {
            let original = new.row.boost_of_id.unwrap_or_default();
            if store::post::find_boost(tx, account, original)?.is_some() {
                return Ok(());
            }
            store::post::insert(tx, &new)?;
            store::post::count(tx, original, Counter::Boosts, 1)?;
            store::account::count_post(tx, account, 1, Some(at))?;
            record.note(tx, account, new.row.id)
        });
        done.await.map_err(reason)
    }

    async fn import_follow(
        &self,
        caller: &Caller,
        id: AccountId,
        record: ImportedRecord,
    ) -> Result<()> {
        let relation = self.relation_to_other(caller, id).await?;
        let target = self.account(Viewer::Anyone, id).await?;
        let asks_first = target.is_local() && target.is_locked;
        if relation.blocking || relation.blocked_by || target.is_suspended || asks_first {
            return Err(Error::Forbidden("You cannot follow this account."));
        }
        let at = record.moment(self.now()).micros();
        let follow = FollowRow {
            id: self.new_id().get(),
            follower_id: caller.account_id.get(),
            followee_id: id.get(),
            state: ACCEPTED,
            uri: None,
            shows_boosts: true,
            notifies: false,
            languages: String::new(),
        };
        let done = self.store().write(move |tx| {
            if store::relation::find_follow(tx, follow.follower_id, follow.followee_id)?.is_some() {
                return Ok(());
            }
            store::relation::insert_follow(tx, &follow, at)?;
            record.note(tx, follow.follower_id, follow.id)
        });
        done.await.map_err(reason)
    }
}
