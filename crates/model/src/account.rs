//! What an account is, on any network.

use serde::{Deserialize, Serialize};

/// What stands behind an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AccountKind {
    /// A human being.
    #[default]
    Person,
    /// A program, marked as such.
    Bot,
    /// A group or a forum that repeats what its members send.
    Group,
    /// An organisation.
    Organization,
    /// A server itself.
    Server,
}

impl AccountKind {
    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Bot => "bot",
            Self::Group => "group",
            Self::Organization => "organization",
            Self::Server => "server",
        }
    }

    /// Reads the word kept in the database; anything unknown is a person.
    pub fn from_word(word: &str) -> Self {
        match word {
            "bot" => Self::Bot,
            "group" => Self::Group,
            "organization" => Self::Organization,
            "server" => Self::Server,
            _ => Self::Person,
        }
    }
}

/// One row of the table on a profile. `value` is plain text for local accounts and safe HTML for remote ones
/// once it is in a view.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Field {
    /// Left side.
    pub name: String,
    /// Right side.
    pub value: String,
}

/// How an account shows itself, beside its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Showing {
    /// Whom it follows and who follows it is nobody's business.
    pub hides_network: bool,
    /// What its picture shows, in words.
    pub avatar_alt: String,
    /// What its banner shows, in words.
    pub header_alt: String,
    /// Servers whose pages may name it as their author.
    pub credited_by: Vec<String>,
    /// A tab with its files.
    pub shows_media: bool,
    /// Files of answers among them.
    pub shows_media_replies: bool,
    /// A tab with what it features.
    pub shows_featured: bool,
}

impl Default for Showing {
    fn default() -> Self {
        Self {
            hides_network: false,
            avatar_alt: String::new(),
            header_alt: String::new(),
            credited_by: Vec::new(),
            shows_media: true,
            shows_media_replies: true,
            shows_featured: true,
        }
    }
}

/// The most characters of the words for a picture of a profile.
pub const MAX_PICTURE_ALT_CHARS: usize = 150;
/// The most servers that may name an account as an author.
pub const MAX_CREDITED_BY: usize = 10;
/// The most rows a local profile may have.
pub const MAX_FIELDS: usize = 4;
/// The most characters of a name or value in such a row.
pub const MAX_FIELD_CHARS: usize = 255;
/// The most characters of a display name.
pub const MAX_DISPLAY_NAME_CHARS: usize = 60;
/// The most characters of a profile text.
pub const MAX_NOTE_CHARS: usize = 1_000;
