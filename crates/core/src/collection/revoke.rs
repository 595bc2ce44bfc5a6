//! Leaving a collection.

use model::Id;
use store::collection::ACCEPTED;

use super::NOT_YOURS;
use crate::{Caller, Error, Result, Social};

impl Social {
    /// The caller leaves a collection they are in, and cannot be added again. Whether they may see it does not matter.
    pub async fn revoke_from_collection(
        &self,
        caller: &Caller,
        collection: Id,
        item: Id,
    ) -> Result<()> {
        let found = self
            .store()
            .read(move |conn| store::collection::find_item(conn, collection.get(), item.get()))
            .await?
            .filter(|found| found.state == ACCEPTED);
        if found
            .as_ref()
            .is_none_or(|found| found.account_id != caller.account_id.get())
        {
            self.seen_collection(caller.viewer(), collection).await?;
            return Err(found.map_or(Error::NotFound("This item"), |_| NOT_YOURS));
        }
        self.store()
            .write(move |tx| store::collection::revoke_item(tx, item.get()))
            .await?;
        Ok(())
    }
}
