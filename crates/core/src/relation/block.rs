//! Blocking: neither sees the other any more, and all follows between them end.

use model::AccountId;
use serde_json::json;

use super::unfollow::{end_follow, end_follower};
use crate::journal::{Change, Record};
use crate::{AccountView, Caller, Page, RelationView, Result, Slice, Social};

impl Social {
    /// Blocks an account.
    pub async fn block(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        self.relation_to_other(caller, id).await?;
        let (block, now) = (self.new_id().get(), self.now().micros());
        let (account, target) = (caller.account_id.get(), id.get());
        self.store()
            .write(move |tx| {
                end_follow(tx, now, account, target)?;
                end_follower(tx, now, account, target)?;
                store::notification::forget_between(tx, account, target)?;
                if store::relation::insert_block(tx, block, account, target, None)? {
                    Record::local(now, account, Change::BlockCreated, target)
                        .with(json!({ "block_id": block }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }

    /// Ends a block. Follows do not come back.
    pub async fn unblock(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let (now, account, target) = (self.now().micros(), caller.account_id.get(), id.get());
        self.store()
            .write(move |tx| {
                if let Some(block) = store::relation::delete_block(tx, account, target)? {
                    Record::local(now, account, Change::BlockDeleted, target)
                        .with(json!({ "block_id": block }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.relation(caller, id).await
    }

    /// Whom the caller blocks.
    pub async fn blocked(&self, caller: &Caller, page: Page) -> Result<Slice<AccountView>> {
        let account = caller.account_id.get();
        self.list_accounts(page, move |conn, window| {
            store::relation::blocked(conn, account, window)
        })
        .await
    }
}
