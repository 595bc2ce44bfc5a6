//! Following.

use model::AccountId;
use serde_json::json;
use store::relation::{ACCEPTED, ASKED, FollowRow};

use crate::journal::{Change, Record};
use crate::{Caller, Error, RelationView, Result, Social, Viewer};

/// How somebody wants to follow. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FollowOptions {
    /// See what they boost.
    pub shows_boosts: Option<bool>,
    /// Be told of each post.
    pub notifies: Option<bool>,
}

impl Social {
    /// Follows an account, or asks to: somebody of this community who is not locked is followed at once, everybody
    /// else decides. Following twice only changes the options.
    pub async fn follow(
        &self,
        caller: &Caller,
        id: AccountId,
        options: FollowOptions,
    ) -> Result<RelationView> {
        let relation = self.relation_to_other(caller, id).await?;
        if relation.blocking || relation.blocked_by {
            return Err(Error::Forbidden("You cannot follow this account."));
        }
        let target = self.account(Viewer::Anyone, id).await?;
        if target.is_suspended {
            return Err(Error::NotFound("This account"));
        }
        let existing = relation.following || relation.requested;
        let follow = FollowRow {
            id: self.new_id().get(),
            follower_id: caller.account_id.get(),
            followee_id: id.get(),
            state: if target.is_local() && !target.is_locked {
                ACCEPTED
            } else {
                ASKED
            },
            uri: None,
            shows_boosts: options
                .shows_boosts
                .unwrap_or(!existing || relation.showing_boosts || relation.requested),
            notifies: options.notifies.unwrap_or(relation.notifying),
        };
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if store::relation::insert_follow(tx, &follow, now)? {
                    Record::local(
                        now,
                        follow.follower_id,
                        Change::FollowAsked,
                        follow.followee_id,
                    )
                    .with(json!({ "follow_id": follow.id }))
                    .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }
}
