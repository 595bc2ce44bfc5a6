//! Blocks by others.

use model::AccountId;
use serde_json::json;

use crate::journal::{Change, Record};
use crate::{NetworkId, Result, Social};

impl Social {
    /// Somebody elsewhere blocks somebody here: follows between the two end, and neither sees the other.
    pub async fn receive_block(
        &self,
        network: NetworkId,
        from: AccountId,
        target: AccountId,
        uri: &str,
    ) -> Result<()> {
        let (block, now, uri) = (self.new_id().get(), self.now().micros(), uri.to_owned());
        let (from, target) = (from.get(), target.get());
        self.store()
            .write(move |tx| {
                store::relation::delete_follow(tx, from, target)?;
                store::relation::delete_follow(tx, target, from)?;
                store::notification::forget_between(tx, target, from)?;
                if store::relation::insert_block(tx, block, from, target, Some(&uri))? {
                    Record::from_network(network.0, now, from, Change::BlockCreated, target)
                        .with(json!({ "block_id": block }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Whom somebody blocks, by what their network calls the block.
    pub async fn find_blocked(&self, from: AccountId, uri: &str) -> Result<Option<AccountId>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::relation::blocked_by_uri(conn, from.get(), &uri))
            .await?;
        Ok(found.map(AccountId::from))
    }

    /// Somebody elsewhere blocks somebody here no longer.
    pub async fn receive_unblock(
        &self,
        network: NetworkId,
        from: AccountId,
        target: AccountId,
    ) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if let Some(block) = store::relation::delete_block(tx, from.get(), target.get())? {
                    Record::from_network(
                        network.0,
                        now,
                        from.get(),
                        Change::BlockDeleted,
                        target.get(),
                    )
                    .with(json!({ "block_id": block }))
                    .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }
}
