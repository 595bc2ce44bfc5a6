//! From the tree to a type, leniently. A form knows only texts, and apps send numbers as texts and texts as
//! numbers; what is wanted decides. What cannot be meant is refused, with the name of its field.

mod read;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

use self::read::Lenient;
use super::refusal::BadForm;

/// Reads a tree into a type:
/// - a flag from `true`/`false`, `1`/`0`, `on`/`off`, `t`/`f`, `yes`/`no`, and nothing (off);
/// - a number from its decimal text;
/// - a text from a number or flag;
/// - a list from a single value (a list of one) and from nothing (an empty one).
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, BadForm> {
    T::deserialize(Lenient(value)).map_err(|error| BadForm::Field {
        field: error.path,
        reason: error.reason,
    })
}

/// For `Option`s of anything but text: an empty field is an absent one, as forms send it.
/// `#[serde(default, deserialize_with = "edge::forms::non_blank")]`
pub fn non_blank<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        value => T::deserialize(Lenient(&value))
            .map(Some)
            .map_err(de::Error::custom),
    }
}

/// What does not fit, and where.
#[derive(Debug)]
struct Misfit {
    path: String,
    reason: String,
}

impl Misfit {
    /// Says that it happened inside this field.
    fn inside(self, key: &str) -> Self {
        let path = match self.path.split_once('[') {
            _ if self.path.is_empty() => key.to_owned(),
            Some((first, rest)) => format!("{key}[{first}][{rest}"),
            None => format!("{key}[{}]", self.path),
        };
        Self { path, ..self }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self {
            path: String::new(),
            reason: reason.to_string().chars().take(200).collect(),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            path: field.to_owned(),
            reason: "is missing".to_owned(),
        }
    }
}
