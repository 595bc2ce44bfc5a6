//! Lists: some of those somebody follows, and tags, read apart from the home feed.

mod edit;
mod members;
mod show;
mod tags;

use model::Id;

pub use edit::ListDraft;

/// Whose answers to others a list shows. Answers to the owner are always shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replies {
    /// To anybody whom the owner follows.
    Followed,
    /// To members of the list.
    #[default]
    List,
    /// To nobody.
    None,
}

impl Replies {
    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Followed => "followed",
            Self::List => "list",
            Self::None => "none",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "followed" => Self::Followed,
            "none" => Self::None,
            _ => Self::List,
        }
    }
}

/// A list, for its owner; nobody else can see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListView {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub title: String,
    /// Whose answers to others it shows.
    pub replies: Replies,
    /// Its members and tags are not in the home feed.
    pub is_exclusive: bool,
}

impl From<store::list::ListRow> for ListView {
    fn from(row: store::list::ListRow) -> Self {
        Self {
            id: Id::from(row.id),
            replies: Replies::from_word(&row.replies),
            title: row.title,
            is_exclusive: row.is_exclusive,
        }
    }
}
