//! Collections, pages and tombstones, written.

use jiff::Timestamp;
use serde_json::Value;

use super::Object;

/// An `OrderedCollection` that is read by pages. `first` is left out where the items are hidden;
/// peers show `total` even then.
pub fn collection_of_pages(id: &str, total: u64, first: Option<&str>) -> Value {
    Object::new("OrderedCollection")
        .with("id", id)
        .with("totalItems", total)
        .with_some("first", first)
        .build()
}

/// One `OrderedCollectionPage`.
pub fn page(id: &str, part_of: &str, items: Vec<Value>, next: Option<&str>) -> Value {
    Object::new("OrderedCollectionPage")
        .with("id", id)
        .with("partOf", part_of)
        .with("orderedItems", items)
        .with_some("next", next)
        .build()
}

/// What remains of a deleted object: the answer 410 at its id, and the object of its Delete.
pub fn tombstone(id: &str, former_type: Option<&str>, deleted: Option<Timestamp>) -> Value {
    Object::new("Tombstone")
        .with("id", id)
        .with_some("formerType", former_type)
        .with_date("deleted", deleted)
        .build()
}
