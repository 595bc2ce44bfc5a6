//! Taking somebody out of a collection.

use model::Id;

use crate::{Caller, Error, Result, Social};

impl Social {
    /// Takes somebody out of a collection of the caller's. They can be added again.
    pub async fn remove_from_collection(
        &self,
        caller: &Caller,
        collection: Id,
        item: Id,
    ) -> Result<()> {
        self.own_collection(caller, collection).await?;
        let is_gone = self
            .store()
            .write(move |tx| store::collection::delete_item(tx, collection.get(), item.get()))
            .await?;
        is_gone.then_some(()).ok_or(Error::NotFound("This item"))
    }
}
