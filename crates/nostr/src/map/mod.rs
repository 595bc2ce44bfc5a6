//! Both ways between the words of the core and events. Pure: no storage, no requests, no clock.
//!
//! Always true here: only a [`model::PublicPost`] becomes an event of a post.

pub(crate) mod deed;
pub(crate) mod draft;
pub(crate) mod html;
pub(crate) mod lists;
pub(crate) mod media;
pub(crate) mod note;
pub(crate) mod profile;
pub(crate) mod reference;
pub(crate) mod remote;
#[cfg(test)]
mod tests;
pub(crate) mod text;

/// A tag of an event: its name and its values.
pub(crate) type Tag = Vec<String>;

/// A tag of these words.
pub(crate) fn tag<const N: usize>(words: [&str; N]) -> Tag {
    words.map(str::to_owned).to_vec()
}

/// A page that shows somebody or something there to those who have no app for it. It is what the network's own people link to.
const PAGES: &str = "https://njump.me";

/// The page of somebody or something, of its name in Bech32.
pub(crate) fn page(name: &str) -> String {
    format!("{PAGES}/{name}")
}

/// A moment of an event, in seconds, as the core has moments. What no clock could have said is the end of time.
pub(crate) fn moment(seconds: u64) -> model::Time {
    // A year with more than four digits is no moment that anybody could show.
    const MOST: i64 = 253_402_300_799;
    let seconds = i64::try_from(seconds).unwrap_or(MOST).min(MOST);
    model::Time::from_seconds(seconds)
}

/// A moment as events have it, in seconds since 1970.
pub(crate) fn seconds(moment: model::Time) -> u64 {
    u64::try_from(moment.seconds()).unwrap_or(0)
}
