//! Showing collections, and who may see one.

use std::collections::HashSet;

use model::{AccountId, Id, Time};
use store::collection::{CollectionRow, ItemRow};

use super::{
    CollectionPart, CollectionView, ItemView, MAX_ITEMS, NOT_THERE, NOT_YOURS, OpenCollection,
};
use crate::trend::Part;
use crate::{Caller, Result, Social, Viewer};

impl Social {
    /// A collection with its owner and those who are in it.
    pub async fn collection(&self, viewer: Viewer, id: Id) -> Result<OpenCollection> {
        let row = self.seen_collection(viewer, id).await?;
        let collection = self.collection_view(viewer, row).await?;
        let mut people = vec![collection.account_id];
        let others = collection.items.iter().map(|item| item.account_id);
        people.extend(others.filter(|id| *id != collection.account_id));
        let accounts = self.account_views(&people).await?;
        Ok(OpenCollection {
            collection,
            accounts,
        })
    }

    /// A collection that the viewer may see.
    pub(super) async fn seen_collection(&self, viewer: Viewer, id: Id) -> Result<CollectionRow> {
        let found = self
            .store()
            .read(move |conn| store::collection::find(conn, id.get()))
            .await?;
        let row = found.ok_or(NOT_THERE)?;
        let owner = AccountId::from(row.account_id);
        if viewer.account_id() == Some(owner) {
            return Ok(row);
        }
        let is_owner_there = row.is_discoverable
            && self
                .account_views(&[owner])
                .await?
                .iter()
                .any(|owner| !owner.is_suspended);
        if !is_owner_there || self.is_between_a_block(viewer, owner).await? {
            return Err(NOT_THERE);
        }
        Ok(row)
    }

    /// A collection that is the caller's own.
    pub(super) async fn own_collection(&self, caller: &Caller, id: Id) -> Result<CollectionRow> {
        let row = self.seen_collection(caller.viewer(), id).await?;
        if row.account_id == caller.account_id.get() {
            Ok(row)
        } else {
            Err(NOT_YOURS)
        }
    }

    /// Whether one of both blocks the other.
    pub(super) async fn is_between_a_block(
        &self,
        viewer: Viewer,
        other: AccountId,
    ) -> Result<bool> {
        let Some(account) = viewer.account_id() else {
            return Ok(false);
        };
        Ok(self
            .store()
            .read(move |conn| {
                store::relation::is_blocked_either_way(conn, account.get(), other.get())
            })
            .await?)
    }

    /// The view of one.
    pub(super) async fn collection_view(
        &self,
        viewer: Viewer,
        row: CollectionRow,
    ) -> Result<CollectionView> {
        let found = self.collection_views(viewer, vec![row]).await?;
        found.into_iter().next().ok_or(NOT_THERE)
    }

    /// The part that was wanted, of rows of which one more was asked for.
    pub(super) async fn collection_part(
        &self,
        viewer: Viewer,
        mut rows: Vec<CollectionRow>,
        part: Part,
    ) -> Result<CollectionPart> {
        let most = usize::try_from(part.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > most;
        rows.truncate(most);
        Ok(CollectionPart {
            collections: self.collection_views(viewer, rows).await?,
            has_more,
        })
    }

    async fn collection_views(
        &self,
        viewer: Viewer,
        rows: Vec<CollectionRow>,
    ) -> Result<Vec<CollectionView>> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let who = viewer.account_id().map_or(0, AccountId::get);
        let now = self.now().micros();
        let items = self
            .store()
            .read(move |conn| {
                let items = store::collection::items(conn, &ids)?;
                let people: Vec<i64> = items.iter().map(|item| item.account_id).collect();
                let known = store::account::load(conn, &people)?;
                let relations = store::relation::between(conn, who, &people, now)?;
                let hidden: HashSet<i64> = relations
                    .iter()
                    .filter(|other| other.blocking || other.blocked_by || other.hides_domain)
                    .map(|other| other.id)
                    .collect();
                let shown: HashSet<i64> = known
                    .iter()
                    .filter(|row| !row.is_pending && row.suspended_at.is_none())
                    .map(|row| row.id)
                    .filter(|id| !hidden.contains(id))
                    .collect();
                Ok(items
                    .into_iter()
                    .filter(|item| shown.contains(&item.account_id))
                    .collect::<Vec<_>>())
            })
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| self.with_items(row, &items))
            .collect())
    }

    fn with_items(&self, row: CollectionRow, items: &[ItemRow]) -> CollectionView {
        CollectionView {
            id: Id::from(row.id),
            account_id: AccountId::from(row.account_id),
            uri: self.url(&format!("/ap/collections/{}", row.id)),
            items: items
                .iter()
                .filter(|item| item.collection_id == row.id)
                .take(MAX_ITEMS)
                .map(item_view)
                .collect(),
            name: row.name,
            description: row.description,
            language: row.language,
            tag: row.tag,
            is_sensitive: row.is_sensitive,
            is_discoverable: row.is_discoverable,
            created_at: Time::from_micros(row.created_at),
            updated_at: Time::from_micros(row.updated_at),
        }
    }
}

pub(super) fn item_view(row: &ItemRow) -> ItemView {
    ItemView {
        id: Id::from(row.id),
        account_id: AccountId::from(row.account_id),
        created_at: Time::from_micros(row.created_at),
    }
}
