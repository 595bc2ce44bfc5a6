//! The one way in for JSON from outside, with every dimension bounded.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::Refusal;

/// How much JSON is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Arrays and objects inside each other.
    pub depth: usize,
    /// Entries of one array or object.
    pub entries: usize,
    /// Values in all: bounds the memory a small text of many tiny values takes.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1_000_000,
            depth: 64,
            entries: 10_000,
            values: 100_000,
        }
    }
}

/// Reads one JSON document (RFC 8259).
///
/// Refused, because two readers would understand different things or a store could not keep them: a
/// key that comes twice in one object, U+0000 in any string or key, numbers beyond a double, unpaired
/// surrogates, trailing text, and anything beyond `limits`. Refused rather than repaired, because a
/// repaired document is no longer the one that was signed.
pub fn parse_json(bytes: &[u8], limits: Limits) -> Result<Value, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge {
            limit: limits.bytes,
        });
    }
    let left = Cell::new(limits.values);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Bounded {
        limits,
        depth: 0,
        left: &left,
    }
    .deserialize(&mut reader)
    .and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| Refusal::BadJson(error.to_string()))
}

/// Reads one value at a depth, counting what is left to be read.
#[derive(Clone, Copy)]
struct Bounded<'a> {
    limits: Limits,
    depth: usize,
    left: &'a Cell<usize>,
}

impl<'a> Bounded<'a> {
    /// The reader of the values inside this one.
    fn inside<E: serde::de::Error>(self) -> Result<Bounded<'a>, E> {
        let depth = self.depth + 1;
        if depth > self.limits.depth {
            return Err(E::custom(format_args!(
                "nested deeper than {}",
                self.limits.depth
            )));
        }
        Ok(Self { depth, ..self })
    }

    fn count<E: serde::de::Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1);
        let left = left.ok_or_else(|| {
            E::custom(format_args!(
                "more than {} values in all",
                self.limits.values
            ))
        })?;
        self.left.set(left);
        Ok(())
    }

    fn check_entries<E: serde::de::Error>(self, entries: usize) -> Result<(), E> {
        if entries > self.limits.entries {
            let limit = self.limits.entries;
            return Err(E::custom(format_args!(
                "more than {limit} entries in one list"
            )));
        }
        Ok(())
    }
}

fn check_text<E: serde::de::Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') {
        Err(E::custom("a string contains U+0000"))
    } else {
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        self.count()?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("a number out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        check_text(&value)?;
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
            self.check_entries(list.len())?;
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            check_text(&key)?;
            let value = entries.next_value_seed(inside)?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key comes twice in one object"));
            }
            self.check_entries(object.len())?;
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Limits, parse_json};
    use crate::Refusal;

    fn parse(text: &str) -> Result<serde_json::Value, Refusal> {
        parse_json(text.as_bytes(), Limits::default())
    }

    fn reason(text: &str) -> String {
        match parse(text) {
            Err(Refusal::BadJson(reason)) => reason,
            other => panic!("expected bad JSON, got {other:?}"),
        }
    }

    #[test]
    fn a_document_in_bounds_is_read_as_serde_reads_it() {
        let text = r#"{"a":[1,-2,2.5,true,null,"x\u00e9"],"b":{"c":{}}}"#;
        assert_eq!(
            parse(text).unwrap(),
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }

    #[test]
    fn too_many_bytes_are_refused_unread() {
        let text = " ".repeat(1_000_001);
        assert_eq!(parse(&text), Err(Refusal::TooLarge { limit: 1_000_000 }));
    }

    #[test]
    fn the_sixty_fifth_level_is_refused() {
        assert!(parse(&format!("{}{}", "[".repeat(64), "]".repeat(64))).is_ok());
        assert!(
            reason(&format!("{}{}", "[".repeat(65), "]".repeat(65))).contains("deeper than 64")
        );
        assert!(reason(&"[".repeat(10_000)).contains("deeper than 64"));
        assert!(reason(&r#"{"a":"#.repeat(10_000)).contains("deeper than 64"));
    }

    #[test]
    fn long_lists_and_many_values_are_refused() {
        let list = format!("[{}1]", "1,".repeat(10_000));
        assert!(reason(&list).contains("entries in one list"));
        let row = format!("[{}1]", "1,".repeat(9_000));
        let rows = format!("[{}{row}]", format!("{row},").repeat(20));
        assert!(reason(&rows).contains("values in all"));
    }

    #[test]
    fn ambiguous_and_unstorable_text_is_refused() {
        assert!(reason(r#"{"id":1,"id":2}"#).contains("twice"));
        assert!(reason(r#"{"a":"x\u0000y"}"#).contains("U+0000"));
        assert!(reason(r#"{"a\u0000":1}"#).contains("U+0000"));
        for text in [
            "1e400",
            r#""\ud800""#,
            "NaN",
            "{} {}",
            "",
            "\u{feff}{}",
            "{\"a\":1,}",
        ] {
            reason(text);
        }
        assert!(parse_json(b"\"\xff\"", Limits::default()).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_json(&bytes, Limits::default());
        }
    }
}
