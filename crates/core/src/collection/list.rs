//! The collections of somebody.

use model::AccountId;

use super::CollectionPart;
use crate::trend::Part;
use crate::{Result, Social, Viewer};

impl Social {
    /// Somebody's collections, the newest first: those that everybody may see, or all of the viewer's own.
    pub async fn collections_of(
        &self,
        viewer: Viewer,
        id: AccountId,
        part: Part,
    ) -> Result<CollectionPart> {
        let owner = self.account(viewer, id).await?;
        let is_own = viewer.account_id() == Some(id);
        if !is_own && (owner.is_suspended || self.is_between_a_block(viewer, id).await?) {
            return Ok(CollectionPart {
                collections: Vec::new(),
                has_more: false,
            });
        }
        let wanted = (i64::from(part.limit) + 1, i64::from(part.offset));
        let rows = self
            .store()
            .read(move |conn| store::collection::of_account(conn, id.get(), !is_own, wanted))
            .await?;
        self.collection_part(viewer, rows, part).await
    }
}
