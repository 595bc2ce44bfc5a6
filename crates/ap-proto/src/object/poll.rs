//! Polls (FEP-9967).

use jiff::Timestamp;
use serde_json::Value;

use crate::value::{cut, first, first_bool, first_str, first_u64, parse_date, values};

/// The most options that are read.
const MAX_OPTIONS: usize = 64;

/// The longest text of an option, in bytes.
const MAX_OPTION_BYTES: usize = 1_000;

/// A question with options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Whether one may choose several options (`anyOf`) or one (`oneOf`).
    pub multiple: bool,
    /// The options, in order; never empty.
    pub options: Vec<PollOption>,
    /// When it ends or ended.
    pub ends_at: Option<Timestamp>,
    /// Whether it is over, as far as the question itself says.
    pub closed: bool,
    /// How many people voted.
    pub voters: Option<u64>,
}

/// One option of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// The text, plain.
    pub name: String,
    /// How many votes it has.
    pub votes: u64,
}

impl Poll {
    /// Reads the poll of a Question, if it has options.
    pub fn parse(value: &Value) -> Option<Self> {
        let multiple = first(value, "anyOf").is_some();
        let options = values(value, if multiple { "anyOf" } else { "oneOf" });
        let options: Vec<PollOption> = options.filter_map(option).take(MAX_OPTIONS).collect();
        // `closed` is a date or a boolean, depending on who writes.
        let closed_at = parse_date(value, "closed");
        (!options.is_empty()).then(|| Self {
            multiple,
            options,
            ends_at: parse_date(value, "endTime").or(closed_at),
            closed: closed_at.is_some() || first_bool(value, "closed").unwrap_or(false),
            voters: first_u64(value, "votersCount"),
        })
    }
}

fn option(value: &Value) -> Option<PollOption> {
    let name = cut(first_str(value, "name")?, MAX_OPTION_BYTES).to_owned();
    let votes = first(value, "replies").and_then(|replies| first_u64(replies, "totalItems"));
    Some(PollOption {
        name,
        votes: votes.unwrap_or(0),
    })
}
