//! Texts and their languages.

use serde_json::Value;

use super::{first_str, values};

/// A text in the language its author named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NaturalText {
    /// The text, plain or HTML as the property says. Not sanitised.
    pub text: String,
    /// A BCP 47 language tag, if one was named.
    pub language: Option<String>,
}

/// The longest text that is kept, in bytes; the rest is cut.
const MAX_TEXT_BYTES: usize = 256 * 1024;

/// The longest language tag (RFC 5646 section 4.4.1).
const MAX_TAG_BYTES: usize = 35;

/// The text of `property` and its language, from `property`, `{property}Map` and the document's
/// `@language` (AS2 section 4.7).
///
/// The plain property wins when both are there. The language is that of the map entry with the same
/// text, else of the only entry of the map.
pub fn natural_language(object: &Value, property: &str) -> Option<NaturalText> {
    let map = object
        .get(format!("{property}Map"))
        .and_then(Value::as_object);
    let mut entries = map
        .into_iter()
        .flatten()
        .filter_map(|(tag, text)| Some((tag, text.as_str()?)));
    let Some(text) = first_str(object, property) else {
        let (tag, text) = entries.next()?;
        return Some(natural_text(text, Some(tag)));
    };
    let tag = match map {
        Some(map) if map.len() == 1 => map.keys().next(),
        _ => entries
            .find(|(_, other)| *other == text)
            .map(|(tag, _)| tag),
    };
    let tag = tag.map(String::as_str).or_else(|| context_language(object));
    Some(natural_text(text, tag))
}

fn natural_text<S: AsRef<str>>(text: &str, tag: Option<S>) -> NaturalText {
    let language = tag.filter(|tag| is_language_tag(tag.as_ref()) && tag.as_ref() != "und");
    NaturalText {
        text: cut(text, MAX_TEXT_BYTES).to_owned(),
        language: language.map(|tag| tag.as_ref().to_owned()),
    }
}

fn context_language(object: &Value) -> Option<&str> {
    values(object, "@context").find_map(|context| context.get("@language")?.as_str())
}

/// Whether a text has the shape of a BCP 47 language tag: `en`, `pt-BR`, `zh-Hans-CN`.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    tag.len() <= MAX_TAG_BYTES
        && (2..=8).contains(&primary.len())
        && primary.bytes().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
        })
}

/// The first bytes of a text, never splitting a character.
pub fn cut(text: &str, max_bytes: usize) -> &str {
    if text.len() <= max_bytes {
        return text;
    }
    // A character has at most four bytes, so one of these is a boundary.
    (max_bytes.saturating_sub(3)..=max_bytes)
        .rev()
        .find_map(|end| text.get(..end))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{cut, is_language_tag, natural_language};

    fn read(object: &serde_json::Value) -> (String, Option<String>) {
        let found = natural_language(object, "content").unwrap();
        (found.text, found.language)
    }

    #[test]
    fn the_only_entry_of_the_map_names_the_language() {
        let note = json!({"content": "hola", "contentMap": {"es": "hola!"}});
        assert_eq!(read(&note), ("hola".into(), Some("es".into())));
    }

    #[test]
    fn of_many_entries_the_same_text_names_the_language() {
        let note = json!({"content": "hola", "contentMap": {"en": "hi", "es": "hola"}});
        assert_eq!(read(&note), ("hola".into(), Some("es".into())));
        let other = json!({"content": "?", "contentMap": {"en": "hi", "es": "hola"}});
        assert_eq!(read(&other), ("?".into(), None));
    }

    #[test]
    fn a_map_alone_is_enough() {
        assert_eq!(
            read(&json!({"contentMap": {"de": "Tag"}})),
            ("Tag".into(), Some("de".into()))
        );
    }

    #[test]
    fn the_context_names_the_language_of_the_document() {
        let note = json!({"@context": ["x", {"@language": "fr"}], "content": "salut"});
        assert_eq!(read(&note), ("salut".into(), Some("fr".into())));
        let unknown = json!({"@context": [{"@language": "und"}], "content": "?"});
        assert_eq!(read(&unknown), ("?".into(), None));
    }

    #[test]
    fn language_tags_have_a_shape() {
        assert!(
            ["en", "pt-BR", "zh-Hans-CN", "sgn"]
                .into_iter()
                .all(is_language_tag)
        );
        let long = "en-".repeat(20);
        for bad in [
            "",
            "e",
            "englishes",
            "en-longsubtag",
            "en_US",
            "en-",
            "<b>",
            "e1",
            long.as_str(),
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    #[test]
    fn an_enormous_text_is_cut() {
        let note = json!({"content": "é".repeat(400_000)});
        assert_eq!(read(&note).0.len(), 256 * 1024);
    }

    proptest! {
        #[test]
        fn a_cut_is_a_prefix_of_at_most_that_many_bytes(text in ".{0,40}", max in 0_usize..60) {
            let head = cut(&text, max);
            prop_assert!(head.len() <= max && text.starts_with(head));
        }
    }
}
