//! Questions to follow: reading, accepting, refusing them.

use model::AccountId;

use super::unfollow::{end_follower, follow_payload};
use crate::journal::{Change, Record};
use crate::{AccountView, Caller, Error, Page, RelationView, Result, Slice, Social};

impl Social {
    /// Those who ask to follow the caller.
    pub async fn follow_requests(&self, caller: &Caller, page: Page) -> Result<Slice<AccountView>> {
        let account = caller.account_id.get();
        self.list_accounts(page, move |conn, window| {
            store::relation::requests(conn, account, window)
        })
        .await
    }

    /// Lets somebody follow.
    pub async fn accept_follow(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let (now, followee, follower) = (self.now().micros(), caller.account_id.get(), id.get());
        let accepted = self
            .store()
            .write(move |tx| {
                if !store::relation::accept_follow(tx, follower, followee)? {
                    return Ok(false);
                }
                if let Some(follow) = store::relation::find_follow(tx, follower, followee)? {
                    Record::local(now, followee, Change::FollowAccepted, follower)
                        .with(follow_payload(&follow))
                        .append(tx)?;
                }
                Ok(true)
            })
            .await?;
        self.journal_grew();
        let relation = self.relation(caller, id).await?;
        if accepted || relation.followed_by {
            Ok(relation)
        } else {
            Err(Error::NotFound("This request"))
        }
    }

    /// Does not let somebody follow.
    pub async fn reject_follow(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let relation = self.relation(caller, id).await?;
        if !relation.requested_by {
            return Err(Error::NotFound("This request"));
        }
        let (now, followee) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| end_follower(tx, now, followee, id.get()))
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }
}
