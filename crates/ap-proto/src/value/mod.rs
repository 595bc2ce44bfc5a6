//! Lenient access to JSON: any property may be a value, an array of values, or an object instead of
//! its id (AS2 section 4; gotcha 3 of every implementer). Nothing here fails: what cannot be used is
//! not there. [`parse_json`] is the one way in.

#[cfg(test)]
pub(crate) mod arbitrary;
mod date;
mod parse;
mod text;
mod url;

use serde_json::Value;

pub use self::date::{clamp_date, parse_date, parse_duration};
pub use self::parse::{Limits, parse_json};
pub use self::text::{NaturalText, cut, is_language_tag, natural_language};
pub(crate) use self::url::link;
pub use self::url::{Link, http_url, links, urls};

/// The most ids that are read from one property.
pub const MAX_IDS: usize = 1_000;

/// The public collection, as the vocabulary spells it.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Whether an address is the public collection, in any of its three spellings (ActivityPub 5.6).
pub fn is_public(address: &str) -> bool {
    matches!(address, PUBLIC | "as:Public" | "Public")
}

/// The values of a property: none, one, or those of an array. `null` counts as not there.
pub fn values<'a>(object: &'a Value, property: &str) -> impl Iterator<Item = &'a Value> {
    let found = object.get(property);
    let (one, many) = match found {
        Some(Value::Array(items)) => (None, items.as_slice()),
        Some(Value::Null) | None => (None, [].as_slice()),
        Some(value) => (Some(value), [].as_slice()),
    };
    one.into_iter()
        .chain(many.iter().filter(|value| !value.is_null()))
}

/// The first value of a property.
pub fn first<'a>(object: &'a Value, property: &str) -> Option<&'a Value> {
    values(object, property).next()
}

/// The first value of a property that is a string.
pub fn first_str<'a>(object: &'a Value, property: &str) -> Option<&'a str> {
    values(object, property).find_map(Value::as_str)
}

/// The first value of a property that is a number of whole things, also when written as a string.
pub fn first_u64(object: &Value, property: &str) -> Option<u64> {
    values(object, property).find_map(|value| match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    })
}

/// The first value of a property that is a boolean, also when written as a string.
pub fn first_bool(object: &Value, property: &str) -> Option<bool> {
    values(object, property).find_map(|value| match value {
        Value::Bool(yes) => Some(*yes),
        Value::String(text) => text.parse().ok(),
        _ => None,
    })
}

/// The id a value stands for: itself if it is a string, its `id`, or the `href` of a Link.
pub fn id_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(id) => Some(id),
        Value::Object(_) => first_str(value, "id").or_else(|| first_str(value, "href")),
        _ => None,
    }
}

/// The id of the first value of a property that has one.
pub fn first_id<'a>(object: &'a Value, property: &str) -> Option<&'a str> {
    values(object, property).find_map(id_of)
}

/// The ids of all values of a property, each once, in order, at most [`MAX_IDS`].
pub fn ids_of(object: &Value, property: &str) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values(object, property)
        .filter_map(id_of)
        .filter(|id| seen.insert(*id))
        .take(MAX_IDS)
        .map(ToOwned::to_owned)
        .collect()
}

/// The types of an object, without the prefix of the vocabulary.
pub fn types_of(object: &Value) -> impl Iterator<Item = &str> {
    values(object, "type")
        .filter_map(Value::as_str)
        .map(|name| name.strip_prefix("as:").unwrap_or(name))
}

/// Whether an object names this type.
pub fn has_type(object: &Value, name: &str) -> bool {
    types_of(object).any(|found| found == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{
        PUBLIC, first_bool, first_id, first_str, first_u64, has_type, ids_of, is_public, types_of,
    };

    #[test]
    fn the_public_collection_has_three_spellings() {
        assert!(is_public(PUBLIC) && is_public("as:Public") && is_public("Public"));
        assert!(!is_public("public") && !is_public("https://example.org/Public"));
    }

    #[test]
    fn an_id_may_be_a_string_an_object_a_link_or_in_an_array() {
        for actor in [
            json!("https://a/1"),
            json!({"id": "https://a/1", "type": "Person"}),
            json!({"type": "Link", "href": "https://a/1"}),
            json!(["https://a/1", "https://a/2"]),
            json!([null, 7, {"id": "https://a/1"}]),
        ] {
            assert_eq!(
                first_id(&json!({ "actor": actor }), "actor"),
                Some("https://a/1")
            );
        }
    }

    #[test]
    fn ids_are_listed_once_and_bounded() {
        let many: Vec<String> = (0..5_000).map(|n| format!("https://a/{n}")).collect();
        assert_eq!(ids_of(&json!({ "to": many }), "to").len(), super::MAX_IDS);
        let twice = json!({"to": ["x", "y", "x"]});
        assert_eq!(ids_of(&twice, "to"), ["x", "y"]);
    }

    #[test]
    fn types_may_be_many_and_prefixed() {
        let object = json!({"type": ["as:Note", "https://example.org/Other"]});
        assert!(has_type(&object, "Note"));
        assert_eq!(types_of(&object).count(), 2);
    }

    #[test]
    fn numbers_and_booleans_may_be_written_as_strings() {
        let object = json!({"width": "640", "sensitive": "true", "height": 480, "n": -1});
        assert_eq!(first_u64(&object, "width"), Some(640));
        assert_eq!(first_u64(&object, "height"), Some(480));
        assert_eq!(first_u64(&object, "n"), None);
        assert_eq!(first_bool(&object, "sensitive"), Some(true));
    }

    #[test]
    fn null_is_the_same_as_absent() {
        assert_eq!(first_str(&json!({"summary": null}), "summary"), None);
        assert_eq!(
            first_str(&json!({"summary": [null, "x"]}), "summary"),
            Some("x")
        );
    }

    proptest! {
        #[test]
        fn no_property_of_any_kind_panics(text in ".{0,20}", number in any::<i64>()) {
            for value in [json!(text), json!(number), json!([text, number]), json!({"id": number})] {
                let object = json!({ "x": value });
                let _ = (first_id(&object, "x"), first_u64(&object, "x"), ids_of(&object, "x"));
            }
        }
    }
}
