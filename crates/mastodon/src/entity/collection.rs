//! <https://docs.joinmastodon.org/entities/Collection/>

use model::{AccountId, Id, Time};
use serde::Serialize;
use social::collection::{CollectionView, ItemView, OpenCollection};

use super::{Account, Lens};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Collection {
    id: Id,
    account_id: AccountId,
    uri: String,
    /// Always null: there is no page of a collection here.
    url: Option<String>,
    name: String,
    description: String,
    language: Option<String>,
    local: bool,
    sensitive: bool,
    discoverable: bool,
    tag: Option<CollectionTag>,
    /// How many of those in it the viewer may see.
    item_count: usize,
    items: Vec<CollectionItem>,
    created_at: Time,
    updated_at: Time,
}

/// <https://docs.joinmastodon.org/entities/ShallowTag/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CollectionTag {
    name: String,
    url: String,
}

/// <https://docs.joinmastodon.org/entities/CollectionItem/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CollectionItem {
    id: Id,
    account_id: AccountId,
    /// `accepted`: who is asked to be in a collection said before what they think of it.
    state: &'static str,
    created_at: Time,
}

/// <https://docs.joinmastodon.org/entities/CollectionWithAccounts/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CollectionWithAccounts {
    accounts: Vec<Account>,
    collection: Collection,
}

/// <https://docs.joinmastodon.org/entities/Collection/#Collections>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Collections {
    collections: Vec<Collection>,
}

/// <https://docs.joinmastodon.org/entities/Collection/#WrappedCollection>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct WrappedCollection {
    collection: Collection,
}

/// <https://docs.joinmastodon.org/entities/CollectionItem/#WrappedCollectionItem>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct WrappedCollectionItem {
    collection_item: CollectionItem,
}

impl Collection {
    fn new(view: CollectionView, lens: &Lens<'_>) -> Self {
        let items: Vec<CollectionItem> = view.items.into_iter().map(CollectionItem::from).collect();
        Self {
            id: view.id,
            account_id: view.account_id,
            uri: view.uri,
            url: None,
            name: view.name,
            description: view.description,
            language: view.language,
            local: true,
            sensitive: view.is_sensitive,
            discoverable: view.is_discoverable,
            tag: view.tag.map(|name| CollectionTag {
                url: lens.tag_url(&name),
                name,
            }),
            item_count: items.len(),
            items,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

impl From<ItemView> for CollectionItem {
    fn from(view: ItemView) -> Self {
        Self {
            id: view.id,
            account_id: view.account_id,
            state: "accepted",
            created_at: view.created_at,
        }
    }
}

impl CollectionWithAccounts {
    pub(crate) fn new(open: OpenCollection, lens: &Lens<'_>) -> Self {
        Self {
            accounts: open.accounts.into_iter().map(Account::from).collect(),
            collection: Collection::new(open.collection, lens),
        }
    }
}

impl Collections {
    pub(crate) fn new(views: Vec<CollectionView>, lens: &Lens<'_>) -> Self {
        Self {
            collections: views
                .into_iter()
                .map(|view| Collection::new(view, lens))
                .collect(),
        }
    }
}

impl WrappedCollection {
    pub(crate) fn new(view: CollectionView, lens: &Lens<'_>) -> Self {
        Self {
            collection: Collection::new(view, lens),
        }
    }
}

impl From<ItemView> for WrappedCollectionItem {
    fn from(view: ItemView) -> Self {
        Self {
            collection_item: view.into(),
        }
    }
}
