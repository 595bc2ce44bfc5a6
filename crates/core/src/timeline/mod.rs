//! Feeds: home, public, by tag, and what happens on them at this moment.

mod home;
mod live;
mod public;

pub use live::{Shown, Stream};
pub use public::{Only, PublicFilter, TagFilter};
