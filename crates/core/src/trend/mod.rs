//! What is talked about here: tags, posts and links.
//!
//! Always true here: only public posts count, of accounts that let themselves be found; ten posts of one person weigh
//! what one weighs; and what moderators refused is not shown.

mod history;
mod list;
mod refresh;
mod review;

use model::Time;

use crate::Card;

/// One day of a tag or a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUse {
    /// Its first moment.
    pub day: Time,
    /// Posts.
    pub uses: i64,
    /// Their authors.
    pub accounts: i64,
}

/// A tag and its last seven days, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagTrend {
    /// The tag, folded.
    pub tag: String,
    /// Its days.
    pub history: Vec<DayUse>,
}

/// A link and its last seven days, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTrend {
    /// What it leads to.
    pub card: Card,
    /// Its days.
    pub history: Vec<DayUse>,
}

/// What can trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendKind {
    /// A tag; the subject is the tag.
    Tag,
    /// A post; the subject is its id.
    Post,
    /// A link; the subject is the id of its card.
    Link,
    /// The server of links; the subject is its name.
    Publisher,
}

impl TrendKind {
    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Post => "post",
            Self::Link => "link",
            Self::Publisher => "publisher",
        }
    }
}

/// A part of a list that has no ids to turn pages by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub limit: u32,
    /// How many are passed over.
    pub offset: u32,
}

/// What moderators see of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagState {
    /// The tag, folded.
    pub tag: String,
    /// Its days.
    pub history: Vec<DayUse>,
    /// Whether it may trend.
    pub is_trendable: bool,
    /// Whether nobody has decided that.
    pub needs_review: bool,
    /// Whether it may be used.
    pub is_usable: bool,
    /// Whether it may be found.
    pub is_listable: bool,
}

/// What a moderator decides about a tag. `None` leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TagDecision {
    /// Whether it may trend.
    pub is_trendable: Option<bool>,
    /// Whether it may be used.
    pub is_usable: Option<bool>,
    /// Whether it may be found.
    pub is_listable: Option<bool>,
}
