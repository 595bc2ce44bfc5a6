//! Between the Fediverse's words and ours. Pure: nothing here asks anybody.

pub(crate) mod account;
pub(crate) mod actor;
pub(crate) mod audience;
mod media;
pub(crate) mod note;
pub(crate) mod post;
pub(crate) mod reaction;
pub(crate) mod story;
mod text;

use jiff::Timestamp;
use model::{Emoji, Time};

/// The most custom emoji kept of one document (security row C10).
const MAX_EMOJIS: usize = 100;

/// A moment as we keep it.
pub(crate) fn time(stamp: Timestamp) -> Time {
    Time::from_micros(stamp.as_microsecond())
}

/// A moment as the Fediverse writes it.
pub(crate) fn timestamp(time: Time) -> Timestamp {
    Timestamp::from_microsecond(time.micros()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A date somebody claims, brought into the range that makes sense.
pub(crate) fn claimed_time(claimed: Option<Timestamp>, now: Time) -> Time {
    claimed.map_or(now, |claimed| {
        time(ap_proto::value::clamp_date(claimed, timestamp(now)))
    })
}

/// Whether an id can be one of the Fediverse. What other networks call their people and posts by says nothing there, and is
/// left out of what we send.
pub(crate) fn is_of_the_web(id: &str) -> bool {
    id.starts_with("https://") || id.starts_with("http://")
}

fn emojis(emojis: &[ap_proto::object::Emoji]) -> Vec<Emoji> {
    let usable = emojis.iter().filter_map(|emoji| {
        Some(Emoji {
            shortcode: emoji.shortcode.clone(),
            url: model::sanitize::web_url(&emoji.url)?,
            still_url: None,
        })
    });
    usable.take(MAX_EMOJIS).collect()
}

fn emojis_out(emojis: &[Emoji]) -> Vec<ap_proto::object::Emoji> {
    let written = emojis.iter().map(|emoji| ap_proto::object::Emoji {
        shortcode: emoji.shortcode.clone(),
        url: emoji.url.clone(),
        id: None,
        updated: None,
    });
    written.collect()
}
