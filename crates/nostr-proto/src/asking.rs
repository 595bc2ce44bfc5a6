//! What is said to relays elsewhere and heard from them (NIP-01, "Communication between clients and relays"). They are
//! strangers: what they say has a largest size, and is believed only when its author signed it.

use serde_json::{Value, json};

use crate::event::MAX_BYTES;
use crate::{Error, Event, EventId, Result};

/// The longest message that is heard, in bytes.
pub const MAX_MESSAGE: usize = MAX_BYTES + 1024;
/// Longer reasons are cut, in characters.
const MAX_REASON: usize = 300;
/// The longest name of a question (NIP-01).
const MAX_NAME: usize = 64;

/// Something that a relay said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// An answer to a question. Not verified.
    Event {
        /// To which.
        question: String,
        /// What.
        event: Box<Event>,
    },
    /// All that was there has been said; what comes now is new.
    End {
        /// Of which question.
        question: String,
    },
    /// No more is said.
    Closed {
        /// To which question.
        question: String,
        /// Why.
        reason: String,
    },
    /// What became of an event that was brought.
    Verdict {
        /// Which.
        id: EventId,
        /// Whether it was taken.
        is_taken: bool,
        /// Why not.
        reason: String,
    },
    /// Words for people, challenges (NIP-42), and whatever else relays say.
    Other,
}

impl Heard {
    /// Reads what a relay said.
    pub fn parse(text: &str) -> Result<Self> {
        const BROKEN: Error = Error::Malformed("this is no message of a relay");
        if text.len() > MAX_MESSAGE {
            return Err(Error::Malformed("the message is too long"));
        }
        let parts: Vec<Value> = serde_json::from_str(text).or(Err(BROKEN))?;
        let mut parts = parts.into_iter();
        let kind = parts.next().ok_or(BROKEN)?;
        let (first, second, third) = (parts.next(), parts.next(), parts.next());
        match kind.as_str().ok_or(BROKEN)? {
            "EVENT" => {
                let event: Event = serde_json::from_value(second.ok_or(BROKEN)?).or(Err(BROKEN))?;
                event.check_size()?;
                Ok(Self::Event {
                    question: name(first)?,
                    event: Box::new(event),
                })
            }
            "EOSE" => Ok(Self::End {
                question: name(first)?,
            }),
            "CLOSED" => Ok(Self::Closed {
                question: name(first)?,
                reason: reason(second.as_ref()),
            }),
            "OK" => Ok(Self::Verdict {
                id: first
                    .as_ref()
                    .and_then(Value::as_str)
                    .ok_or(BROKEN)?
                    .parse()?,
                is_taken: second.as_ref().and_then(Value::as_bool).ok_or(BROKEN)?,
                reason: reason(third.as_ref()),
            }),
            _ => Ok(Self::Other),
        }
    }
}

fn name(value: Option<Value>) -> Result<String> {
    match value {
        Some(Value::String(name)) if name.len() <= MAX_NAME => Ok(name),
        _ => Err(Error::Malformed("the message names no question")),
    }
}

fn reason(value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.chars().take(MAX_REASON).collect()
}

/// A question, under a name, for all that fits one of the filters.
pub fn question(name: &str, filters: &[Value]) -> String {
    let mut parts = vec![json!("REQ"), json!(name)];
    parts.extend(filters.iter().cloned());
    Value::Array(parts).to_string()
}

/// No more answers to a question.
pub fn close(name: &str) -> String {
    json!(["CLOSE", name]).to_string()
}

/// Brings an event, exactly as it is.
pub fn bring(event_json: &str) -> String {
    format!("[\"EVENT\",{event_json}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keys, Kind, Unsigned};

    #[test]
    fn what_relays_say_is_read() {
        let event = Unsigned {
            created_at: 1,
            kind: Kind::NOTE,
            tags: Vec::new(),
            content: "hello \u{2028}".to_owned(),
        }
        .sign(&Keys::from_secret(&[7; 32]).unwrap());
        let said = format!("[\"EVENT\",\"live\",{}]", event.to_json());
        let Heard::Event {
            question,
            event: heard,
        } = Heard::parse(&said).unwrap()
        else {
            panic!("{said}");
        };
        assert_eq!((question.as_str(), &*heard), ("live", &event));
        heard.verify().unwrap();
        let verdict = format!("[\"OK\",\"{}\",false,\"blocked: no\"]", event.id);
        assert!(matches!(
            Heard::parse(&verdict).unwrap(),
            Heard::Verdict { is_taken: false, reason, .. } if reason == "blocked: no"
        ));
        assert_eq!(Heard::parse("[\"AUTH\",\"x\"]").unwrap(), Heard::Other);
        assert!(matches!(
            Heard::parse("[\"EOSE\",\"a\"]"),
            Ok(Heard::End { .. })
        ));
        assert!(matches!(
            Heard::parse("[\"CLOSED\",\"a\"]"),
            Ok(Heard::Closed { .. })
        ));
    }

    #[test]
    fn what_hostile_relays_say_is_an_error() {
        let deep = "[".repeat(50_000);
        let long = format!("[\"EOSE\",\"{}\"]", "a".repeat(65));
        let huge = format!("[\"NOTICE\",\"{}\"]", "a".repeat(MAX_MESSAGE));
        for bad in [
            "",
            "{}",
            "[]",
            "[1]",
            "[\"EVENT\"]",
            "[\"EVENT\",\"a\"]",
            "[\"EVENT\",\"a\",{}]",
            "[\"EVENT\",1,2]",
            "[\"OK\",\"zz\",true,\"\"]",
            "[\"OK\"]",
            "[\"EOSE\"]",
            "[\"EOSE\",{}]",
            &deep,
            &long,
            &huge,
        ] {
            assert!(Heard::parse(bad).is_err(), "{bad:.40}");
        }
    }
}
