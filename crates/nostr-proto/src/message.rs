//! What clients and relays say to each other: lists of JSON (NIP-01, 42, 45, 77).

use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::{Error, Event, EventId, Filter, Result};

/// The longest name of a subscription, in characters.
pub const MAX_SUBSCRIPTION: usize = 64;
/// The most filters of one question.
pub const MAX_FILTERS: usize = 20;
/// The longest part of a comparison of sets, in hexadecimal digits.
pub const MAX_COMPARISON: usize = 1_000_000;

/// What a client says.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientMessage {
    /// Somebody said something. Not verified yet.
    Event(Box<Event>),
    /// What is there, and what will come?
    Req {
        /// What the client calls its question.
        name: String,
        /// What fits any of these.
        filters: Vec<Filter>,
    },
    /// How much is there?
    Count {
        /// What the client calls its question.
        name: String,
        /// What fits any of these.
        filters: Vec<Filter>,
    },
    /// That is enough.
    Close(String),
    /// This is who I am.
    Auth(Box<Event>),
    /// Let us compare what we have.
    NegOpen {
        /// What the client calls the comparison.
        name: String,
        /// Of what fits any of these: NIP-77 has one, NDK sends a list.
        filters: Vec<Filter>,
        /// Its first words.
        message: Vec<u8>,
    },
    /// A comparison goes on.
    NegMsg {
        /// Which.
        name: String,
        /// Its next words.
        message: Vec<u8>,
    },
    /// A comparison has ended.
    NegClose(String),
}

/// Why a message could not be read, and what can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong with it.
    pub error: Error,
    /// The event that it is about, as far as it has a name.
    pub event: Option<String>,
    /// The question that it is about.
    pub question: Option<String>,
    /// The question is a comparison, which has an answer of its own.
    pub is_comparison: bool,
}

impl ClientMessage {
    /// Reads one. The frame was bounded by whoever received it.
    pub fn parse(frame: &str) -> std::result::Result<Self, Unreadable> {
        let nothing = |error| Unreadable {
            error,
            event: None,
            question: None,
            is_comparison: false,
        };
        let parts: Vec<&RawValue> = serde_json::from_str(frame)
            .or(Err(nothing(Error::Malformed("a message is a JSON array"))))?;
        let word =
            |place: usize| -> Option<String> { serde_json::from_str(parts.get(place)?.get()).ok() };
        let kind =
            word(0).ok_or_else(|| nothing(Error::Malformed("a message begins with its name")))?;
        if matches!(kind.as_str(), "EVENT" | "AUTH") {
            return read_event(&kind, &parts);
        }
        let name = word(1)
            .filter(|name| !name.is_empty() && name.chars().count() <= MAX_SUBSCRIPTION)
            .ok_or_else(|| {
                nothing(Error::Malformed(
                    "a question has a name of 1 to 64 characters",
                ))
            })?;
        let told = name.clone();
        read_question(&kind, name, &parts).map_err(|error| Unreadable {
            error,
            event: None,
            question: Some(told),
            is_comparison: kind.starts_with("NEG-"),
        })
    }
}

fn read_event(kind: &str, parts: &[&RawValue]) -> std::result::Result<ClientMessage, Unreadable> {
    let wrong = |error, event| Unreadable {
        error,
        event,
        question: None,
        is_comparison: false,
    };
    let [_, event] = parts else {
        let error = Error::Malformed("EVENT and AUTH have one event");
        return Err(wrong(error, None));
    };
    match Event::parse(event.get()) {
        Ok(event) if kind == "EVENT" => Ok(ClientMessage::Event(Box::new(event))),
        Ok(event) => Ok(ClientMessage::Auth(Box::new(event))),
        Err(error) => {
            let members = serde_json::from_str::<Value>(event.get()).unwrap_or_default();
            let id = members.get("id").and_then(Value::as_str);
            let id = id.filter(|id| id.len() <= 128).map(str::to_owned);
            Err(wrong(error, id))
        }
    }
}

fn read_question(kind: &str, name: String, parts: &[&RawValue]) -> Result<ClientMessage> {
    let rest = parts.get(2..).unwrap_or_default();
    match kind {
        "REQ" => Ok(ClientMessage::Req {
            name,
            filters: filters(rest)?,
        }),
        "COUNT" => Ok(ClientMessage::Count {
            name,
            filters: filters(rest)?,
        }),
        "CLOSE" => Ok(ClientMessage::Close(name)),
        "NEG-OPEN" => {
            // An older form had the size of ids in between.
            let (Some(asked), Some(message)) =
                (rest.first(), rest.last().filter(|_| rest.len() > 1))
            else {
                return Err(Error::Malformed("NEG-OPEN has a filter and a message"));
            };
            Ok(ClientMessage::NegOpen {
                name,
                filters: one_or_more(asked)?,
                message: comparison(message)?,
            })
        }
        "NEG-MSG" => match rest {
            [message] => Ok(ClientMessage::NegMsg {
                name,
                message: comparison(message)?,
            }),
            _ => Err(Error::Malformed("NEG-MSG has one message")),
        },
        "NEG-CLOSE" => Ok(ClientMessage::NegClose(name)),
        _ => Err(Error::Malformed("this message is not known here")),
    }
}

fn filters(parts: &[&RawValue]) -> Result<Vec<Filter>> {
    if parts.is_empty() || parts.len() > MAX_FILTERS {
        return Err(Error::Malformed("a question has 1 to 20 filters"));
    }
    parts.iter().map(|part| filter(part)).collect()
}

fn one_or_more(part: &RawValue) -> Result<Vec<Filter>> {
    match serde_json::from_str::<Vec<&RawValue>>(part.get()) {
        Ok(parts) => filters(&parts),
        Err(_no_list) => Ok(vec![filter(part)?]),
    }
}

fn filter(part: &RawValue) -> Result<Filter> {
    let value: Value =
        serde_json::from_str(part.get()).or(Err(Error::Malformed("a filter is an object")))?;
    Filter::read(&value)
}

fn comparison(part: &RawValue) -> Result<Vec<u8>> {
    let wrong = Error::Malformed("a comparison is hexadecimal");
    let text: String = serde_json::from_str(part.get()).or(Err(wrong))?;
    if text.len() > MAX_COMPARISON {
        return Err(Error::Malformed("the comparison is too long"));
    }
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.as_bytes())
        .or(Err(wrong))
}

/// What a relay says, written out.
#[derive(Debug, Clone, Copy)]
pub struct RelayMessage;

impl RelayMessage {
    /// An event that fits a question, exactly as it was kept.
    pub fn event(name: &str, body: &str) -> String {
        let name = Value::from(name);
        format!("[\"EVENT\",{name},{body}]")
    }

    /// Whether an event was taken, and why not: a word, a colon, and what is wrong.
    pub fn ok(id: &str, is_taken: bool, reason: &str) -> String {
        json!(["OK", id, is_taken, reason]).to_string()
    }

    /// That this was all there is. Whether there is more is not hinted at (NIP-67): strict readers of today (Nostrify 0.54)
    /// drop a message of three parts, and wait for ever.
    pub fn eose(name: &str) -> String {
        json!(["EOSE", name]).to_string()
    }

    /// That a question is not answered, or no more.
    pub fn closed(name: &str, reason: &str) -> String {
        json!(["CLOSED", name, reason]).to_string()
    }

    /// Something for whoever reads the log of the client.
    pub fn notice(text: &str) -> String {
        json!(["NOTICE", text]).to_string()
    }

    /// What a client is to sign to say who it is.
    pub fn auth(challenge: &str) -> String {
        json!(["AUTH", challenge]).to_string()
    }

    /// How much there is.
    pub fn count(name: &str, count: usize, is_whole: bool) -> String {
        if is_whole {
            json!(["COUNT", name, {"count": count}]).to_string()
        } else {
            json!(["COUNT", name, {"count": count, "approximate": true}]).to_string()
        }
    }

    /// The next words of a comparison.
    pub fn neg_msg(name: &str, message: &[u8]) -> String {
        json!(["NEG-MSG", name, data_encoding::HEXLOWER.encode(message)]).to_string()
    }

    /// That a comparison cannot be made, or no more.
    pub fn neg_err(name: &str, reason: &str) -> String {
        json!(["NEG-ERR", name, reason]).to_string()
    }
}

/// What the other relay said.
#[derive(Debug, Clone, PartialEq)]
pub enum RelaySaid {
    /// An event that fits a question. Not verified yet.
    Event(String, Box<Event>),
    /// Whether it took an event.
    Ok(EventId, bool, String),
    /// That this was all.
    Eose(String),
    /// That it does not answer a question.
    Closed(String, String),
    /// What we are to sign.
    Auth(String),
    /// Anything else.
    Other,
}

impl RelaySaid {
    /// Reads what a relay said; what is not understood is [`RelaySaid::Other`].
    pub fn parse(frame: &str) -> Self {
        Self::read(frame).unwrap_or(Self::Other)
    }

    fn read(frame: &str) -> Option<Self> {
        let parts: Vec<&RawValue> = serde_json::from_str(frame).ok()?;
        let word =
            |place: usize| -> Option<String> { serde_json::from_str(parts.get(place)?.get()).ok() };
        Some(match word(0)?.as_str() {
            "EVENT" => Self::Event(word(1)?, Box::new(Event::parse(parts.get(2)?.get()).ok()?)),
            "OK" => Self::Ok(
                word(1)?.parse().ok()?,
                parts.get(2)?.get() == "true",
                word(3).unwrap_or_default(),
            ),
            "EOSE" => Self::Eose(word(1)?),
            "CLOSED" => Self::Closed(word(1)?, word(2).unwrap_or_default()),
            "AUTH" => Self::Auth(word(1)?),
            _ => Self::Other,
        })
    }
}
