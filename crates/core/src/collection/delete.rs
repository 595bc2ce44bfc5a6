//! Removing a collection.

use model::Id;

use crate::{Caller, Result, Social};

impl Social {
    /// Removes a collection of the caller's.
    pub async fn delete_collection(&self, caller: &Caller, id: Id) -> Result<()> {
        self.own_collection(caller, id).await?;
        self.store()
            .write(move |tx| store::collection::delete(tx, id.get()))
            .await?;
        Ok(())
    }
}
