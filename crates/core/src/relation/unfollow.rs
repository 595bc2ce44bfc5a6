//! Ending a follow, from either side.

use model::AccountId;
use serde_json::{Value, json};
use store::Tx;
use store::relation::FollowRow;

use crate::journal::{Change, Record};
use crate::{Caller, RelationView, Result, Social};

impl Social {
    /// Follows no longer, or takes the question back.
    pub async fn unfollow(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let (now, follower) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| end_follow(tx, now, follower, id.get()))
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }

    /// Sends a follower away.
    pub async fn remove_follower(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let (now, followee) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| end_follower(tx, now, followee, id.get()))
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }
}

/// `follower` ends its follow of `followee`.
pub(super) fn end_follow(tx: &mut Tx, now: i64, follower: i64, followee: i64) -> store::Result<()> {
    match store::relation::delete_follow(tx, follower, followee)? {
        Some(was) => Record::local(now, follower, Change::FollowEnded, followee)
            .with(follow_payload(&was))
            .append(tx),
        None => Ok(()),
    }
}

/// `followee` ends the follow, or refuses the question, of `follower`.
pub(super) fn end_follower(
    tx: &mut Tx,
    now: i64,
    followee: i64,
    follower: i64,
) -> store::Result<()> {
    match store::relation::delete_follow(tx, follower, followee)? {
        Some(was) => Record::local(now, followee, Change::FollowRejected, follower)
            .with(follow_payload(&was))
            .append(tx),
        None => Ok(()),
    }
}

/// `{"follow_id", "uri"}`: what a network needs to name the follow.
pub(crate) fn follow_payload(follow: &FollowRow) -> Value {
    json!({ "follow_id": follow.id, "uri": follow.uri })
}
