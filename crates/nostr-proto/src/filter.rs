//! Filters: what somebody asks for
//! (<https://github.com/nostr-protocol/nips/blob/master/01.md#communication-between-clients-and-relays>).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::keys::from_hex;
use crate::{Error, Event, EventId, Kind, PublicKey, Result};

/// The most values of one list of a filter.
pub const MAX_VALUES: usize = 2_000;
/// The most values of all lists of a filter.
pub const MAX_ALL_VALUES: usize = 5_000;
/// The longest value of a tag that is asked for, in bytes.
pub const MAX_VALUE: usize = 1_024;
/// The longest search, in bytes.
pub const MAX_SEARCH: usize = 512;

/// What somebody asks for: an event that fits all of it. A list that is `None` asks for nothing in particular; one that is
/// empty fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// One of these events.
    pub ids: Option<Vec<EventId>>,
    /// By one of these.
    pub authors: Option<Vec<PublicKey>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<Kind>>,
    /// With one of the values in a tag of this name.
    pub tags: BTreeMap<char, Vec<String>>,
    /// Written then or later, in seconds since 1970.
    pub since: Option<u64>,
    /// Written then or before.
    pub until: Option<u64>,
    /// The newest so many of what is there.
    pub limit: Option<usize>,
    /// With these words (NIP-50).
    pub search: Option<String>,
}

impl Filter {
    /// Reads one. Members that are not known are passed over; what is known must be right, or nothing could be found by it.
    pub fn read(value: &Value) -> Result<Self> {
        let Value::Object(members) = value else {
            return Err(Error::Malformed("a filter is an object"));
        };
        let mut filter = Self::read_members(members)?;
        for (name, value) in members {
            let mut letters = name.chars();
            let (Some('#'), Some(letter), None) = (letters.next(), letters.next(), letters.next())
            else {
                continue;
            };
            if letter.is_ascii_alphabetic() {
                let values = list(value, |value| text(value, MAX_VALUE))?;
                // Ids and keys are lowercase hexadecimal of full length, or they are beginnings of ones.
                let is_wrong = |value: &String| from_hex::<32>(value).is_none();
                if matches!(letter, 'e' | 'p') && values.iter().any(is_wrong) {
                    return Err(Error::Malformed(
                        "#e and #p are 64 lowercase hexadecimal digits",
                    ));
                }
                filter.tags.insert(letter, values);
            }
        }
        if filter.count_values() > MAX_ALL_VALUES {
            return Err(Error::Malformed("the filter has too many values"));
        }
        Ok(filter)
    }

    fn read_members(members: &Map<String, Value>) -> Result<Self> {
        let of = |name: &str| members.get(name);
        Ok(Self {
            ids: of("ids").map(|value| list(value, id)).transpose()?,
            authors: of("authors").map(|value| list(value, key)).transpose()?,
            kinds: of("kinds").map(|value| list(value, kind)).transpose()?,
            tags: BTreeMap::new(),
            since: of("since").map(moment).transpose()?,
            until: of("until").map(moment).transpose()?,
            limit: of("limit").map(number).transpose()?,
            search: of("search")
                .map(|value| text(value, MAX_SEARCH))
                .transpose()?,
        })
    }

    fn count_values(&self) -> usize {
        let tags: usize = self.tags.values().map(Vec::len).sum();
        tags + self.ids.as_ref().map_or(0, Vec::len)
            + self.authors.as_ref().map_or(0, Vec::len)
            + self.kinds.as_ref().map_or(0, Vec::len)
    }

    /// Whether nothing can fit it.
    pub fn is_impossible(&self) -> bool {
        self.ids.as_ref().is_some_and(Vec::is_empty)
            || self.authors.as_ref().is_some_and(Vec::is_empty)
            || self.kinds.as_ref().is_some_and(Vec::is_empty)
            || self.tags.values().any(Vec::is_empty)
            || self
                .since
                .zip(self.until)
                .is_some_and(|(since, until)| since > until)
    }

    /// Whether an event fits, its words and how many there are aside.
    pub fn fits(&self, event: &Event) -> bool {
        let has = |name: char, values: &Vec<String>| {
            let mut buffer = [0; 4];
            let name: &str = name.encode_utf8(&mut buffer);
            event.tags.iter().any(|tag| match tag.as_slice() {
                [first, value, ..] => first == name && values.contains(value),
                _ => false,
            })
        };
        self.ids.as_ref().is_none_or(|ids| ids.contains(&event.id))
            && self
                .authors
                .as_ref()
                .is_none_or(|authors| authors.contains(&event.pubkey))
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&event.kind))
            && self.since.is_none_or(|since| event.created_at >= since)
            && self.until.is_none_or(|until| event.created_at <= until)
            && self.tags.iter().all(|(name, values)| has(*name, values))
    }
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Result<T>) -> Result<Vec<T>> {
    let Value::Array(values) = value else {
        return Err(Error::Malformed("a filter has lists of values"));
    };
    if values.len() > MAX_VALUES {
        return Err(Error::Malformed("a list of the filter is too long"));
    }
    values.iter().map(read).collect()
}

fn text(value: &Value, longest: usize) -> Result<String> {
    match value.as_str() {
        Some(text) if text.len() <= longest => Ok(text.to_owned()),
        Some(_long) => Err(Error::Malformed("a value of the filter is too long")),
        None => Err(Error::Malformed("a value of the filter is no text")),
    }
}

fn id(value: &Value) -> Result<EventId> {
    let wrong = Error::Malformed("an id is 64 lowercase hexadecimal digits");
    value.as_str().and_then(|id| id.parse().ok()).ok_or(wrong)
}

fn key(value: &Value) -> Result<PublicKey> {
    let wrong = Error::Malformed("an author is 64 lowercase hexadecimal digits");
    value.as_str().and_then(|key| key.parse().ok()).ok_or(wrong)
}

fn kind(value: &Value) -> Result<Kind> {
    let kind = value.as_u64().and_then(|kind| u16::try_from(kind).ok());
    kind.map(Kind)
        .ok_or(Error::Malformed("a kind is a number up to 65535"))
}

fn moment(value: &Value) -> Result<u64> {
    let wrong = Error::Malformed("since and until are seconds since 1970");
    value.as_u64().ok_or(wrong)
}

fn number(value: &Value) -> Result<usize> {
    let number = value
        .as_u64()
        .ok_or(Error::Malformed("a limit is a whole number"))?;
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}
