//! Making a collection.

use model::AccountId;
use store::collection::{ACCEPTED, CollectionRow, ItemRow};

use super::{CollectionDraft, CollectionView, MAX_COLLECTIONS, MAX_ITEMS, fill};
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Makes a collection of some people: all of them, or there is none.
    pub async fn create_collection(
        &self,
        caller: &Caller,
        draft: CollectionDraft,
        people: &[AccountId],
    ) -> Result<CollectionView> {
        let now = self.now().micros();
        let mut row = CollectionRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            name: String::new(),
            description: String::new(),
            language: None,
            tag: None,
            is_sensitive: false,
            is_discoverable: true,
            created_at: now,
            updated_at: now,
        };
        fill(&mut row, draft)?;
        let items: Vec<ItemRow> = self
            .addable(caller, people)
            .await?
            .into_iter()
            .map(|account| ItemRow {
                id: self.new_id().get(),
                collection_id: row.id,
                account_id: account.get(),
                state: ACCEPTED.to_owned(),
                created_at: now,
            })
            .collect();
        let new = row.clone();
        let is_added = self
            .store()
            .write(move |tx| {
                let count = store::collection::count(tx, new.account_id)?;
                if count >= i64::from(MAX_COLLECTIONS) {
                    return Ok(false);
                }
                store::collection::insert(tx, &new)?;
                for item in &items {
                    store::collection::insert_item(tx, item)?;
                }
                Ok(true)
            })
            .await?;
        if !is_added {
            return Err(Error::invalid(
                "name",
                "too_many",
                format!("is one too many: there can be {MAX_COLLECTIONS} collections"),
            ));
        }
        self.collection_view(caller.viewer(), row).await
    }

    /// The people, each once, when all of them may be in a collection of the caller's.
    async fn addable(&self, caller: &Caller, people: &[AccountId]) -> Result<Vec<AccountId>> {
        let mut wanted: Vec<AccountId> = Vec::new();
        for id in people {
            if !wanted.contains(id) {
                wanted.push(*id);
            }
            if wanted.len() > MAX_ITEMS {
                return Err(Error::invalid(
                    "account_ids",
                    "too_many",
                    format!("are too many (maximum is {MAX_ITEMS})"),
                ));
            }
        }
        self.check_addable(caller, "account_ids", &wanted).await?;
        Ok(wanted)
    }
}
