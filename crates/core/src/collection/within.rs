//! The collections that somebody is in.

use model::AccountId;

use super::{CollectionPart, NOT_YOURS};
use crate::trend::Part;
use crate::{Caller, Result, Social};

impl Social {
    /// The collections that the caller is in, the newest first. They are told of all, since they can leave any.
    pub async fn collections_with(
        &self,
        caller: &Caller,
        id: AccountId,
        part: Part,
    ) -> Result<CollectionPart> {
        self.account(caller.viewer(), id).await?;
        if caller.account_id != id {
            return Err(NOT_YOURS);
        }
        let wanted = (i64::from(part.limit) + 1, i64::from(part.offset));
        let rows = self
            .store()
            .read(move |conn| store::collection::with_account(conn, id.get(), wanted))
            .await?;
        self.collection_part(caller.viewer(), rows, part).await
    }
}
