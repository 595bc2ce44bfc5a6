//! Collections and their pages (AS2 section 5). Following `next` is the caller's: with a limit on
//! pages, items and time, and a set of the pages already seen.

use serde_json::Value;

use crate::Refusal;
use crate::activity::ObjectRef;
use crate::value::{
    first, first_id, first_str, first_u64, http_url, id_of, is_public, types_of, values,
};

/// The most items that are read from one page.
const MAX_ITEMS: usize = 1_000;

/// A collection or one page of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The id; pages carried along sometimes have none.
    pub id: Option<String>,
    /// The type word.
    pub kind: &'static str,
    /// How many items there are in all, as claimed.
    pub total_items: Option<u64>,
    /// The items on this page.
    pub items: Vec<ObjectRef>,
    /// The first page.
    pub first: Option<ObjectRef>,
    /// The next page.
    pub next: Option<String>,
    /// The collection this is a page of.
    pub part_of: Option<String>,
}

const KINDS: [&str; 4] = [
    "Collection",
    "OrderedCollection",
    "CollectionPage",
    "OrderedCollectionPage",
];

impl Collection {
    /// Reads a collection or a page.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        let kind = types_of(value)
            .find_map(|name| KINDS.into_iter().find(|kind| *kind == name))
            .ok_or_else(|| Refusal::wrong_type("a collection", types_of(value).next()))?;
        let items = values(value, "orderedItems").chain(values(value, "items"));
        Ok(Self {
            id: first_str(value, "id").and_then(http_url).map(str::to_owned),
            kind,
            total_items: first_u64(value, "totalItems"),
            items: items.filter_map(item).take(MAX_ITEMS).collect(),
            first: first(value, "first").and_then(item),
            next: first_id(value, "next")
                .and_then(http_url)
                .map(str::to_owned),
            part_of: first_id(value, "partOf")
                .and_then(http_url)
                .map(str::to_owned),
        })
    }

    /// Whether a document is a collection or a page.
    pub(crate) fn is_one(value: &Value) -> bool {
        types_of(value).any(|name| KINDS.contains(&name))
    }
}

/// The ids of everything in a collection or page, if they are at most so many and nothing is left out of the document: no
/// page of it goes on elsewhere. For where half a list would be worse than none.
pub fn complete_ids(value: &Value, limit: usize) -> Option<Vec<String>> {
    let goes_on = first(value, "first").is_some() || first(value, "next").is_some();
    if !Collection::is_one(value) || goes_on {
        return None;
    }
    let items = values(value, "orderedItems").chain(values(value, "items"));
    let ids = items
        .take(limit + 1)
        .map(|item| Some(id_of(item)?.to_owned()));
    let ids: Vec<String> = ids.collect::<Option<_>>()?;
    (ids.len() <= limit).then_some(ids)
}

fn item(value: &Value) -> Option<ObjectRef> {
    match value {
        Value::Object(_) => Some(ObjectRef::Inline(value.clone())),
        _ => id_of(value)
            .and_then(http_url)
            .filter(|id| !is_public(id))
            .map(|id| ObjectRef::Uri(id.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Collection, complete_ids};

    #[test]
    fn a_page_has_items_and_a_next_one() {
        let page = Collection::parse(&json!({
            "type": "OrderedCollectionPage", "totalItems": "3", "partOf": {"id": "https://a.example/o"},
            "orderedItems": ["https://a.example/1", {"id": "https://a.example/2"}, null, 7],
            "next": "https://a.example/o?page=2",
        }))
        .unwrap();
        assert_eq!((page.items.len(), page.total_items), (2, Some(3)));
        assert_eq!(page.next.as_deref(), Some("https://a.example/o?page=2"));
        assert_eq!(page.part_of.as_deref(), Some("https://a.example/o"));
    }

    #[test]
    fn the_first_page_may_be_carried_along() {
        let replies = Collection::parse(&json!({
            "type": "Collection", "first": {"type": "CollectionPage", "items": "https://a.example/1"},
        }))
        .unwrap();
        let first = Collection::parse(replies.first.unwrap().inline().unwrap()).unwrap();
        assert_eq!(first.items.len(), 1);
    }

    /// C11: a page of very many items is cut.
    #[test]
    fn a_huge_page_is_cut() {
        let page = json!({"type": "Collection", "items": vec!["https://a.example/1"; 50_000]});
        assert_eq!(
            Collection::parse(&page).unwrap().items.len(),
            super::MAX_ITEMS
        );
    }

    #[test]
    fn only_a_whole_list_is_complete() {
        let list = |more: serde_json::Value| {
            let mut list = json!({"type": "OrderedCollection", "orderedItems": ["https://a.example/1", {"id": "https://a.example/2"}]});
            for (name, value) in more.as_object().unwrap() {
                list[name] = value.clone();
            }
            complete_ids(&list, 2).map(|ids| ids.len())
        };
        assert_eq!(list(json!({})), Some(2));
        assert_eq!(list(json!({"orderedItems": []})), Some(0));
        for more in [
            json!({"next": "https://a.example/p2"}),
            json!({"first": {"type": "CollectionPage"}}),
            json!({"items": "https://a.example/3"}),
            json!({"items": 7}),
            json!({"type": "Note"}),
        ] {
            assert_eq!(list(more.clone()), None, "{more}");
        }
    }

    proptest! {
        #[test]
        fn a_collection_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            let _ = Collection::parse(&value);
        }
    }
}
