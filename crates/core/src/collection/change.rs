//! Changing what a collection says of itself.

use model::Id;

use super::{CollectionDraft, CollectionView, fill};
use crate::{Caller, Result, Social};

impl Social {
    /// Changes a collection of the caller's.
    pub async fn change_collection(
        &self,
        caller: &Caller,
        id: Id,
        draft: CollectionDraft,
    ) -> Result<CollectionView> {
        let mut row = self.own_collection(caller, id).await?;
        fill(&mut row, draft)?;
        row.updated_at = self.now().micros();
        let changed = row.clone();
        self.store()
            .write(move |tx| store::collection::update(tx, &changed))
            .await?;
        self.collection_view(caller.viewer(), row).await
    }
}
