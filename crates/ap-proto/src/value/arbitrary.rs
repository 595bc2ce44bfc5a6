//! Arbitrary JSON for property tests: documents of the vocabulary's shape with values of any kind.

use proptest::prelude::*;
use serde_json::{Map, Value};

const KEYS: &[&str] = &[
    "@context",
    "id",
    "type",
    "actor",
    "object",
    "target",
    "to",
    "cc",
    "name",
    "nameMap",
    "content",
    "contentMap",
    "summary",
    "url",
    "href",
    "tag",
    "attachment",
    "attributedTo",
    "inReplyTo",
    "icon",
    "inbox",
    "endpoints",
    "sharedInbox",
    "preferredUsername",
    "publicKey",
    "publicKeyPem",
    "owner",
    "assertionMethod",
    "publicKeyMultibase",
    "published",
    "updated",
    "mediaType",
    "width",
    "oneOf",
    "anyOf",
    "replies",
    "totalItems",
    "items",
    "orderedItems",
    "first",
    "next",
    "proof",
    "proofValue",
    "cryptosuite",
    "verificationMethod",
    "proofPurpose",
    "created",
    "source",
    "quoteUrl",
    "subject",
    "links",
    "rel",
    "closed",
    "endTime",
    "focalPoint",
    "blurhash",
    "sensitive",
    "language",
];

const WORDS: &[&str] = &[
    "https://a.example/1",
    "https://b.example/2#key",
    "Note",
    "Person",
    "Create",
    "Question",
    "Video",
    "Mention",
    "Hashtag",
    "Emoji",
    "Link",
    "Multikey",
    "PropertyValue",
    "OrderedCollectionPage",
    "Tombstone",
    "DataIntegrityProof",
    "eddsa-jcs-2022",
    "assertionMethod",
    "zQ3",
    ":x:",
    "#tag",
    "2026-01-01T00:00:00Z",
    "as:Public",
    "en",
    "text/html",
    "",
];

/// Any document.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9_f64..1e9).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        let key =
            prop_oneof![4 => prop::sample::select(KEYS).prop_map(str::to_owned), 1 => ".{0,6}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key, inner, 0..10)
                .prop_map(|map| Value::from(map.into_iter().collect::<Map<String, Value>>())),
        ]
    })
}
