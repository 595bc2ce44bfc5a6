//! The lexicons that come with us: what people post, whom they follow, how they show themselves. Where they are
//! from stands beside them, in `lexicons/README.md`.

use std::sync::LazyLock;

use super::{Catalog, Lexicon};

macro_rules! texts {
    ($($name:literal),* $(,)?) => {
        &[$(include_str!(concat!("../../lexicons/", $name, ".json"))),*]
    };
}

/// Each as it was published, and with each all that records of it may refer to.
const TEXTS: &[&str] = texts![
    "app.bsky.actor.profile",
    "app.bsky.actor.status",
    "app.bsky.embed.defs",
    "app.bsky.embed.external",
    "app.bsky.embed.gallery",
    "app.bsky.embed.images",
    "app.bsky.embed.record",
    "app.bsky.embed.recordWithMedia",
    "app.bsky.embed.video",
    "app.bsky.feed.generator",
    "app.bsky.feed.like",
    "app.bsky.feed.post",
    "app.bsky.feed.postgate",
    "app.bsky.feed.repost",
    "app.bsky.feed.threadgate",
    "app.bsky.graph.block",
    "app.bsky.graph.defs",
    "app.bsky.graph.follow",
    "app.bsky.graph.list",
    "app.bsky.graph.listblock",
    "app.bsky.graph.listitem",
    "app.bsky.graph.starterpack",
    "app.bsky.richtext.facet",
    "com.atproto.label.defs",
    "com.atproto.repo.strongRef",
];

static KNOWN: LazyLock<Catalog> = LazyLock::new(|| {
    let read = TEXTS.iter().filter_map(|text| Lexicon::parse(text).ok());
    read.collect()
});

/// The lexicons that come with us.
pub fn known() -> &'static Catalog {
    &KNOWN
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::data::record_from_json;
    use crate::lexicon::{LexiconError, Schema};
    use crate::syntax::Nsid;

    #[test]
    fn every_lexicon_can_be_read() {
        for text in TEXTS {
            let read = Lexicon::parse(text);
            assert!(read.is_ok(), "{read:?}");
        }
        assert_eq!(known().0.len(), TEXTS.len());
    }

    /// What a definition refers to, in data that is written and not asked for.
    fn refers_to<'a>(schema: &'a Schema, found: &mut Vec<&'a str>) {
        match schema {
            Schema::Ref { r#ref } => found.push(r#ref),
            Schema::Union { refs, .. } => found.extend(refs.iter().map(String::as_str)),
            Schema::Array { items, .. } => refers_to(items, found),
            Schema::Record { record, .. } => refers_to(record, found),
            Schema::Object(object) => {
                let fields = object.properties.values();
                fields.for_each(|field| refers_to(field, found));
            }
            _ => {}
        }
    }

    #[test]
    fn everything_a_record_may_hold_is_defined() {
        let mut open: Vec<(&str, &Schema)> = Vec::new();
        for (name, lexicon) in &known().0 {
            let main = lexicon.defs.get("main");
            let is_record = |schema: &&Schema| matches!(schema, Schema::Record { .. });
            open.extend(main.filter(is_record).map(|main| (name.as_str(), main)));
        }
        assert!(open.len() >= 14);
        let mut seen = std::collections::BTreeSet::new();
        while let Some((here, schema)) = open.pop() {
            let mut found = Vec::new();
            refers_to(schema, &mut found);
            for reference in found {
                let next = known().find(here, reference);
                assert!(next.is_some(), "{here} refers to {reference}");
                if seen.insert((here, reference)) {
                    open.extend(next);
                }
            }
        }
    }

    #[test]
    fn a_record_is_held_to_its_lexicon() {
        let post = Nsid::parse("app.bsky.feed.post").unwrap();
        let mut record = json!({
            "$type": "app.bsky.feed.post",
            "text": "x".repeat(300),
            "createdAt": "2026-11-22T12:00:00.000Z",
        });
        let said = |record: &_| known().check(&post, &record_from_json(record).unwrap());
        assert_eq!(said(&record), Ok(true));
        record["text"] = json!("x".repeat(301));
        assert!(matches!(said(&record), Err(LexiconError::Bad { path, .. }) if path == "text"));
    }
}
