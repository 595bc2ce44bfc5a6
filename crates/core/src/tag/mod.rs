//! Tags: what the caller follows, and what people show on their profile.

mod feature;
mod follow;

use model::text::fold_tag;

pub use feature::FeaturedTagView;

use crate::{Error, Result};

/// The most characters of a tag.
const MAX_TAG_CHARS: usize = 100;

/// A tag, and what the viewer does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagView {
    /// The tag, folded.
    pub name: String,
    /// What the viewer does with it; `None` when nobody looks.
    pub mine: Option<MyTag>,
}

/// What somebody does with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MyTag {
    /// Follows it.
    pub following: bool,
    /// Shows it on their profile.
    pub featuring: bool,
}

/// The folded form of what may be a tag, as posts have it.
pub(crate) fn checked_tag(name: &str) -> Result<String> {
    let folded = fold_tag(name.trim());
    let is_tag = !folded.is_empty()
        && folded.chars().count() <= MAX_TAG_CHARS
        && folded
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '·'))
        && !folded.chars().all(|c| c.is_ascii_digit());
    if is_tag {
        Ok(folded)
    } else {
        Err(Error::invalid("Tag", "invalid", "is not a valid hashtag"))
    }
}
