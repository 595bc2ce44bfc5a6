//! Collections: people recommended together, under a name. Who is in one can leave it for good.

mod add;
mod change;
mod create;
mod delete;
mod list;
mod remove;
mod revoke;
mod show;
mod within;

use model::{AccountId, Id, Time, language};
use store::collection::CollectionRow;

use crate::tag::checked_tag;
use crate::{AccountView, Error, Result};

/// The most collections of one member.
pub const MAX_COLLECTIONS: u32 = 10;
/// The most people in one.
const MAX_ITEMS: usize = 25;
/// The most characters of a name.
const MAX_NAME: usize = 40;
/// The most characters of a description.
const MAX_DESCRIPTION: usize = 100;

/// What others may not do with a collection.
const NOT_YOURS: Error = Error::Forbidden("This action is not allowed");
const NOT_THERE: Error = Error::NotFound("This collection");

/// What a collection is to be. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CollectionDraft {
    /// Its name.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The language of both; empty for none.
    pub language: Option<String>,
    /// Its topic: a tag; empty for none.
    pub tag: Option<String>,
    /// Not for every eye.
    pub is_sensitive: Option<bool>,
    /// Others than its owner may see it.
    pub is_discoverable: Option<bool>,
}

/// A collection, as far as the viewer may see who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionView {
    /// Its id.
    pub id: Id,
    /// Who made it.
    pub account_id: AccountId,
    /// What networks call it.
    pub uri: String,
    /// Its name. Plain text.
    pub name: String,
    /// What it is about. Plain text.
    pub description: String,
    /// The language of both.
    pub language: Option<String>,
    /// Its topic: a folded tag.
    pub tag: Option<String>,
    /// Not for every eye.
    pub is_sensitive: bool,
    /// Others than its owner may see it.
    pub is_discoverable: bool,
    /// Who is in it, in the order they were added.
    pub items: Vec<ItemView>,
    /// Since when it exists.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// Somebody in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemView {
    /// The id of their place in it.
    pub id: Id,
    /// Who.
    pub account_id: AccountId,
    /// Since when.
    pub created_at: Time,
}

/// A collection with the people it is about.
#[derive(Debug, Clone)]
pub struct OpenCollection {
    /// The collection.
    pub collection: CollectionView,
    /// Its owner, and who is in it.
    pub accounts: Vec<AccountView>,
}

/// A part of a list of collections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionPart {
    /// The part.
    pub collections: Vec<CollectionView>,
    /// Whether there are more behind it.
    pub has_more: bool,
}

/// Writes what a draft says into a row.
fn fill(row: &mut CollectionRow, draft: CollectionDraft) -> Result<()> {
    if let Some(name) = draft.name {
        row.name = limited("name", &name, MAX_NAME)?;
    }
    if row.name.is_empty() {
        return Err(Error::invalid("name", "blank", "can't be blank"));
    }
    if let Some(description) = draft.description {
        row.description = limited("description", &description, MAX_DESCRIPTION)?;
    }
    if let Some(tag) = draft.language {
        row.language = match tag.trim() {
            "" => None,
            tag => Some(language::parse(tag).ok_or_else(|| {
                Error::invalid("language", "invalid", "is not a language code such as en")
            })?),
        };
    }
    if let Some(tag) = draft.tag {
        row.tag = match tag.trim().trim_start_matches('#') {
            "" => None,
            tag => Some(checked_tag(tag).or(Err(Error::invalid(
                "tag_name",
                "invalid",
                "is not a hashtag",
            )))?),
        };
    }
    row.is_sensitive = draft.is_sensitive.unwrap_or(row.is_sensitive);
    row.is_discoverable = draft.is_discoverable.unwrap_or(row.is_discoverable);
    Ok(())
}

fn limited(field: &'static str, text: &str, most: usize) -> Result<String> {
    let text = model::sanitize::line(text, most + 1);
    if text.chars().count() > most {
        let reason = format!("is too long (maximum is {most} characters)");
        return Err(Error::invalid(field, "too_long", reason));
    }
    Ok(text)
}
