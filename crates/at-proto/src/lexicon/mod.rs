//! Lexicons: what belongs into a record (<https://atproto.com/specs/lexicon>). What nobody here has a lexicon for is not
//! judged.

mod check;
mod known;

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use serde::Deserialize;

use self::check::Place;
pub use self::known::known;
use crate::cid::is_cid_text;
use crate::syntax::{
    AtIdentifier, AtUri, Datetime, Did, Handle, Language, Nsid, RecordKey, Tid, Uri,
};

/// The version of the language.
const VERSION: u8 = 1;

/// What is wrong with a lexicon, or with a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// It cannot be read.
    #[error("is no lexicon: {0}")]
    Malformed(String),
    /// A definition that may not stand where it does.
    #[error("the definition {0} may not stand there")]
    Misplaced(String),
    /// A reference that leads nowhere, or in a circle.
    #[error("nothing is defined as {0}")]
    Undefined(String),
    /// Something in a record: where it is, and what it must be.
    #[error("{path} {reason}")]
    Bad {
        /// As `embed.images.0.alt`.
        path: String,
        /// In words.
        reason: &'static str,
    },
}

/// Definitions of one name.
#[derive(Debug, Clone, Deserialize)]
pub struct Lexicon {
    #[serde(rename = "lexicon")]
    version: u8,
    id: Nsid,
    defs: BTreeMap<String, Schema>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
enum Schema {
    Null,
    Boolean {
        r#const: Option<bool>,
    },
    Integer {
        minimum: Option<i64>,
        maximum: Option<i64>,
        r#enum: Option<Vec<i64>>,
        r#const: Option<i64>,
    },
    String {
        format: Option<Format>,
        min_length: Option<usize>,
        max_length: Option<usize>,
        min_graphemes: Option<usize>,
        max_graphemes: Option<usize>,
        r#enum: Option<Vec<String>>,
        r#const: Option<String>,
    },
    Bytes {
        min_length: Option<usize>,
        max_length: Option<usize>,
    },
    CidLink,
    Blob {
        accept: Option<Vec<String>>,
        max_size: Option<u64>,
    },
    Array {
        items: Box<Schema>,
        min_length: Option<usize>,
        max_length: Option<usize>,
    },
    Object(Object),
    Token,
    Ref {
        r#ref: String,
    },
    Union {
        refs: Vec<String>,
        #[serde(default)]
        closed: bool,
    },
    Unknown,
    Record {
        /// What record keys are like: not judged here.
        #[serde(rename = "key")]
        _key: String,
        record: Box<Schema>,
    },
    // What is asked of servers is theirs to judge.
    Params,
    Query,
    Procedure,
    Subscription,
    PermissionSet,
}

#[derive(Debug, Clone, Deserialize)]
struct Object {
    #[serde(default)]
    properties: BTreeMap<String, Schema>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    nullable: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    AtIdentifier,
    AtUri,
    Cid,
    Datetime,
    Did,
    Handle,
    Nsid,
    Tid,
    RecordKey,
    Uri,
    Language,
}

impl Format {
    fn is_kept_by(self, text: &str) -> bool {
        match self {
            Self::AtIdentifier => AtIdentifier::parse(text).is_ok(),
            Self::AtUri => AtUri::parse(text).is_ok(),
            Self::Cid => is_cid_text(text),
            Self::Datetime => Datetime::parse(text).is_ok(),
            Self::Did => Did::parse(text).is_ok(),
            Self::Handle => Handle::parse(text).is_ok(),
            Self::Nsid => Nsid::parse(text).is_ok(),
            Self::Tid => Tid::parse(text).is_ok(),
            Self::RecordKey => RecordKey::parse(text).is_ok(),
            Self::Uri => Uri::parse(text).is_ok(),
            Self::Language => Language::parse(text).is_ok(),
        }
    }
}

impl Lexicon {
    /// Reads a lexicon.
    pub fn parse(json: &str) -> Result<Self, LexiconError> {
        let read: Self = serde_json::from_str(json)
            .map_err(|error| LexiconError::Malformed(error.to_string()))?;
        if read.version != VERSION {
            return Err(LexiconError::Malformed("not of version 1".to_owned()));
        }
        let misplaced = read.defs.iter().find(|(name, schema)| match schema {
            Schema::Record { record, .. } => {
                *name != "main" || !matches!(**record, Schema::Object(_))
            }
            Schema::Query | Schema::Procedure | Schema::Subscription | Schema::PermissionSet => {
                *name != "main"
            }
            Schema::Unknown | Schema::Ref { .. } | Schema::Union { .. } => true,
            _ => false,
        });
        match misplaced {
            Some((name, _)) => Err(LexiconError::Misplaced(name.clone())),
            None => Ok(read),
        }
    }
}

/// Lexicons by their names.
#[derive(Debug, Clone, Default)]
pub struct Catalog(BTreeMap<String, Lexicon>);

impl FromIterator<Lexicon> for Catalog {
    fn from_iter<T: IntoIterator<Item = Lexicon>>(lexicons: T) -> Self {
        let named = lexicons.into_iter();
        Self(named.map(|one| (one.id.to_string(), one)).collect())
    }
}

impl Catalog {
    /// Checks a record of a collection. `false`: there is no lexicon for it, so it was not judged.
    pub fn check(&self, collection: &Nsid, record: &Ipld) -> Result<bool, LexiconError> {
        let Some(lexicon) = self.0.get(collection.as_str()) else {
            return Ok(false);
        };
        let Some(Schema::Record { record: schema, .. }) = lexicon.defs.get("main") else {
            return Err(LexiconError::Undefined(collection.to_string()));
        };
        let is_said = matches!(record, Ipld::Map(fields)
            if matches!(fields.get("$type"), Some(Ipld::String(name)) if name == collection.as_str()));
        let mut at = Place::new(self, collection.as_str());
        if !is_said {
            return at.bad("must have the $type of its collection");
        }
        at.check(schema, record)?;
        Ok(true)
    }

    /// What is defined under `name#part`, or `#part` of the lexicon where it stands.
    fn find<'a>(&'a self, here: &'a str, reference: &'a str) -> Option<(&'a str, &'a Schema)> {
        let (name, part) = reference.split_once('#').unwrap_or((reference, "main"));
        let name = if name.is_empty() { here } else { name };
        Some((name, self.0.get(name)?.defs.get(part)?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::data;

    fn catalog(defs: &serde_json::Value) -> Catalog {
        let text = json!({"lexicon": 1, "id": "app.test.thing", "defs": defs}).to_string();
        Catalog::from_iter([Lexicon::parse(&text).unwrap()])
    }

    fn said(catalog: &Catalog, record: &serde_json::Value) -> Result<bool, String> {
        let nsid = Nsid::parse(record["$type"].as_str().unwrap()).unwrap();
        let record = data::record_from_json(record).unwrap();
        catalog
            .check(&nsid, &record)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let catalog = catalog(&json!({
            "main": {"type": "record", "key": "tid", "record": {"type": "object", "properties": {
                "list": {"type": "array", "items": {"type": "ref", "ref": "#part"}},
            }}},
            "part": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxGraphemes": 1}}},
        }));
        let record = json!({"$type": "app.test.thing", "list": [{"a": "👩‍👩‍👦‍👦"}, {"a": "ab"}]});
        let told = Err("list.1.a has too few or too many characters".to_owned());
        assert_eq!(said(&catalog, &record), told);
        let record = json!({"$type": "app.test.thing", "list": [{}]});
        assert_eq!(
            said(&catalog, &record),
            Err("list.0.a is missing".to_owned())
        );
        let record = json!({"$type": "app.test.other", "list": 7});
        assert_eq!(said(&catalog, &record), Ok(false));
    }

    #[test]
    fn a_definition_that_leads_to_itself_ends() {
        let catalog = catalog(&json!({
            "main": {"type": "record", "key": "tid", "record": {"type": "object", "properties": {
                "a": {"type": "array", "items": {"type": "ref", "ref": "#loop"}},
            }}},
            "loop": {"type": "array", "items": {"type": "ref", "ref": "#loop"}},
        }));
        let record = json!({"$type": "app.test.thing", "a": [[[]], []]});
        assert_eq!(said(&catalog, &record), Ok(true));
    }
}
