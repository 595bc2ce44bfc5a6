//! What a record is made of, as DAG-CBOR and as JSON (<https://atproto.com/specs/data-model>).
//!
//! Numbers are whole, of 64 bits; there is one way to write anything in DAG-CBOR, and what is written in another way is
//! refused: a record has one name only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use data_encoding::{BASE64_NOPAD, Encoding};
pub use ipld_core::ipld::Ipld;
use serde_json::{Map, Value};

use crate::cid::Cid;

/// The most bytes of a record.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;
/// How deep lists and objects may lie in each other.
const MAX_DEPTH: usize = 64;

/// What is wrong with data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// More bytes than a record may have.
    #[error("is larger than a record may be")]
    TooLarge,
    /// Lists in lists in lists.
    #[error("lies too deep")]
    TooDeep,
    /// Not in the one way to write it.
    #[error("is no DAG-CBOR, or is not written in the one way there is")]
    NotCanonical,
    /// A number with a fraction, or beyond 64 bits.
    #[error("is no whole number of 64 bits")]
    BadNumber,
    /// A link to something that the protocol does not link to.
    #[error("is no link to a record or a blob")]
    BadLink,
    /// `$bytes` that are none.
    #[error("are no bytes in base64")]
    BadBytes,
    /// A blob without its link, its type or its size.
    #[error("is no blob: a ref, a mimeType and a size belong to it")]
    BadBlob,
    /// A `$type` that is no text.
    #[error("has a $type that is no name")]
    BadType,
    /// A record that is no object.
    #[error("is no object")]
    NoObject,
}

/// A blob that a record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRef {
    /// The name of its bytes.
    pub cid: Cid,
    /// Its media type, as claimed.
    pub media_type: String,
    /// How many bytes it has, as claimed.
    pub size: u64,
}

/// Writes data in the one way there is.
pub fn encode(data: &Ipld) -> Result<Vec<u8>, DataError> {
    check(data, 0)?;
    let bytes = serde_ipld_dagcbor::to_vec(data).or(Err(DataError::NotCanonical))?;
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(DataError::TooLarge);
    }
    Ok(bytes)
}

/// Reads data that is written in the one way there is.
pub fn decode(bytes: &[u8]) -> Result<Ipld, DataError> {
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(DataError::TooLarge);
    }
    let data: Ipld = serde_ipld_dagcbor::from_slice(bytes).or(Err(DataError::NotCanonical))?;
    if encode(&data)? == bytes {
        Ok(data)
    } else {
        Err(DataError::NotCanonical)
    }
}

/// Reads a record as apps send it.
pub fn record_from_json(json: &Value) -> Result<Ipld, DataError> {
    if !json.is_object() {
        return Err(DataError::NoObject);
    }
    from_json(json)
}

/// Reads data as it is written in JSON.
pub fn from_json(json: &Value) -> Result<Ipld, DataError> {
    let data = read(json, 0)?;
    check(&data, 0)?;
    Ok(data)
}

fn read(json: &Value, depth: usize) -> Result<Ipld, DataError> {
    if depth > MAX_DEPTH {
        return Err(DataError::TooDeep);
    }
    Ok(match json {
        Value::Null => Ipld::Null,
        Value::Bool(is) => Ipld::Bool(*is),
        Value::Number(number) => Ipld::Integer(whole(number)?.into()),
        Value::String(text) => Ipld::String(text.clone()),
        Value::Array(items) => {
            let items = items.iter().map(|item| read(item, depth + 1));
            Ipld::List(items.collect::<Result<_, _>>()?)
        }
        Value::Object(object) => match (object.get("$link"), object.get("$bytes")) {
            (Some(link), _) => Ipld::Link(only(object, link, link_of, DataError::BadLink)?),
            (_, Some(bytes)) => Ipld::Bytes(only(object, bytes, bytes_of, DataError::BadBytes)?),
            _ => {
                let fields = object
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), read(value, depth + 1)?)));
                Ipld::Map(fields.collect::<Result<_, DataError>>()?)
            }
        },
    })
}

/// What an object stands for that has one field alone.
fn only<T>(
    object: &Map<String, Value>,
    value: &Value,
    read: impl FnOnce(&str) -> Option<T>,
    error: DataError,
) -> Result<T, DataError> {
    let text = value.as_str().filter(|_| object.len() == 1);
    text.and_then(read).ok_or(error)
}

fn link_of(text: &str) -> Option<ipld_core::cid::Cid> {
    Cid::parse(text).ok().map(Into::into)
}

/// Base64 as some write it: bits that are left over may be anything.
static LENIENT: LazyLock<Encoding> = LazyLock::new(|| {
    let mut rules = BASE64_NOPAD.specification();
    rules.check_trailing_bits = false;
    // These rules are good, so that there is nothing to fall back from.
    rules.encoding().unwrap_or(BASE64_NOPAD)
});

/// Bytes in base64, with or without what fills it up.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let text = if text.len().is_multiple_of(4) {
        text.trim_end_matches('=')
    } else {
        text
    };
    LENIENT.decode(text.as_bytes()).ok()
}

/// A whole number; some write it with a point and nothing behind it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "bounded to what a double holds exactly"
)]
fn whole(number: &serde_json::Number) -> Result<i64, DataError> {
    /// Beyond it not every whole number is a double.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(whole) = number.as_i64() {
        return Ok(whole);
    }
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < EXACT => Ok(float as i64),
        _ => Err(DataError::BadNumber),
    }
}

/// What holds for all data, whichever way it came.
fn check(data: &Ipld, depth: usize) -> Result<(), DataError> {
    if depth > MAX_DEPTH {
        return Err(DataError::TooDeep);
    }
    match data {
        Ipld::Float(_) => Err(DataError::BadNumber),
        Ipld::Integer(number) => i64::try_from(*number)
            .map(drop)
            .or(Err(DataError::BadNumber)),
        Ipld::Link(link) => Cid::try_from(link).map(drop).or(Err(DataError::BadLink)),
        Ipld::List(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Ipld::Map(fields) => {
            check_type(fields)?;
            fields
                .values()
                .try_for_each(|field| check(field, depth + 1))
        }
        Ipld::Null | Ipld::Bool(_) | Ipld::String(_) | Ipld::Bytes(_) => Ok(()),
    }
}

fn check_type(fields: &BTreeMap<String, Ipld>) -> Result<(), DataError> {
    match fields.get("$type") {
        None => Ok(()),
        Some(Ipld::String(name)) if name == "blob" => {
            blob(fields).map(drop).ok_or(DataError::BadBlob)
        }
        Some(Ipld::String(name)) if !name.is_empty() => Ok(()),
        Some(_) => Err(DataError::BadType),
    }
}

fn blob(fields: &BTreeMap<String, Ipld>) -> Option<BlobRef> {
    let (link, media_type, size) = (
        fields.get("ref")?,
        fields.get("mimeType")?,
        fields.get("size")?,
    );
    match (link, media_type, size) {
        (Ipld::Link(link), Ipld::String(media_type), Ipld::Integer(size)) => Some(BlobRef {
            cid: Cid::try_from(link).ok()?,
            media_type: media_type.clone(),
            size: u64::try_from(*size).ok()?,
        }),
        _ => None,
    }
}

/// The blobs that a record names.
pub fn blobs(data: &Ipld) -> Vec<BlobRef> {
    let mut found = Vec::new();
    collect(data, &mut found);
    found
}

fn collect(data: &Ipld, found: &mut Vec<BlobRef>) {
    match data {
        Ipld::List(items) => items.iter().for_each(|item| collect(item, found)),
        Ipld::Map(fields) => {
            let is_blob = matches!(fields.get("$type"), Some(Ipld::String(name)) if name == "blob");
            match blob(fields).filter(|_| is_blob) {
                Some(blob) => found.push(blob),
                None => fields.values().for_each(|field| collect(field, found)),
            }
        }
        _ => {}
    }
}

/// Writes data as JSON.
pub fn to_json(data: &Ipld) -> Value {
    match data {
        Ipld::Null | Ipld::Float(_) => Value::Null,
        Ipld::Bool(is) => Value::Bool(*is),
        Ipld::Integer(number) => i64::try_from(*number).map_or(Value::Null, Value::from),
        Ipld::String(text) => Value::String(text.clone()),
        Ipld::Bytes(bytes) => one("$bytes", BASE64_NOPAD.encode(bytes)),
        Ipld::Link(link) => one("$link", link.to_string()),
        Ipld::List(items) => Value::Array(items.iter().map(to_json).collect()),
        Ipld::Map(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| (name.clone(), to_json(field)))
                .collect(),
        ),
    }
}

fn one(name: &str, text: String) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), Value::String(text))]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_lies_too_deep_is_refused_before_it_fills_the_stack() {
        let mut deep = json!({});
        for _ in 0..100 {
            deep = json!([deep]);
        }
        assert_eq!(from_json(&json!({ "a": deep })), Err(DataError::TooDeep));
        for opening in [0x81, 0xa1] {
            assert!(decode(&vec![opening; 1_000_000]).is_err());
        }
        assert_eq!(
            decode(&vec![0; MAX_RECORD_BYTES + 1]),
            Err(DataError::TooLarge)
        );
    }

    #[test]
    fn one_way_to_write_it_is_all_there_is() {
        let right = b"\xa2\x61a\x01\x62bb\x02";
        let data = decode(right).unwrap();
        assert_eq!(to_json(&data), json!({"a": 1, "bb": 2}));
        for wrong in [
            // Another order, the same name twice, a long number, a float, a list of no known length, more behind it.
            &b"\xa2\x62bb\x02\x61a\x01"[..],
            b"\xa2\x61a\x01\x61a\x02",
            b"\xa1\x61a\x18\x01",
            b"\xa1\x61a\xfb\x3f\xf8\0\0\0\0\0\0",
            b"\xa1\x61a\x9f\x01\xff",
            b"\xa1\x61a\x01\x00",
            b"\xa1\x01\x01",
            b"",
        ] {
            assert!(decode(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_blobs_of_a_record_are_found_wherever_they_are() {
        let cid = Cid::of_blob(b"x");
        let blob = json!({"$type": "blob", "ref": {"$link": cid.to_string()}, "mimeType": "image/png", "size": 1});
        let record = record_from_json(&json!({"a": [{"b": blob}], "c": blob})).unwrap();
        let found = blobs(&record);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|blob| blob.cid == cid && blob.size == 1));
    }

    fn data() -> impl Strategy<Value = Ipld> {
        let leaf = prop_oneof![
            Just(Ipld::Null),
            any::<bool>().prop_map(Ipld::Bool),
            any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
            "[a-zé$]{0,8}".prop_map(Ipld::String),
            any::<Vec<u8>>().prop_map(|bytes| Ipld::Link(Cid::of_cbor(&bytes).into())),
            any::<Vec<u8>>().prop_map(Ipld::Bytes),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Ipld::List),
                proptest::collection::btree_map("[a-z]{0,6}", inner, 0..5).prop_map(Ipld::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn data_survives_both_ways_of_writing_it(data in data()) {
            prop_assert_eq!(&decode(&encode(&data).unwrap()).unwrap(), &data);
            prop_assert_eq!(&from_json(&to_json(&data)).unwrap(), &data);
        }

        #[test]
        fn any_bytes_are_answered_without_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = decode(&bytes);
        }
    }
}
