//! Reports: somebody tells those who look after the community of an account.
//!
//! Always true here:
//! - Only what its reporter could see can be reported, and only with the account that wrote it.
//! - What was reported is kept as it was at that moment; staff see that, and nothing else of what is not for them.

mod create;
mod evidence;
mod handle;
mod list;
mod show;

use model::{AccountId, Audience, Emoji, Id, Media, PostId, Time};
use serde::{Deserialize, Serialize};

use crate::AccountView;
use crate::staff::StaffView;

pub(crate) use create::MAX_COMMENT_CHARS;
pub use handle::Step;
pub use list::ReportFilter;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Category {
    /// Unwanted advertising.
    Spam,
    /// Something against the law.
    Legal,
    /// Something against the rules of the community.
    Violation,
    /// Something else.
    #[default]
    Other,
}

impl Category {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Legal => "legal",
            Self::Violation => "violation",
            Self::Other => "other",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Spam, Self::Legal, Self::Violation, Self::Other]
            .into_iter()
            .find(|category| category.as_str() == word)
    }
}

/// A report that somebody makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    /// Whom it is about.
    pub target: AccountId,
    /// Posts of theirs.
    pub posts: Vec<PostId>,
    /// Collections of theirs, kept by their ids.
    pub collections: Vec<Id>,
    /// In the reporter's words.
    pub comment: String,
    /// Whether the home of the account is told as well.
    pub forward: bool,
    /// What it is about.
    pub category: Category,
    /// Which rules are broken, counted from one; any makes it a violation.
    pub rules: Vec<usize>,
}

/// A report, for the one who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportView {
    /// Its id.
    pub id: Id,
    /// Whom it is about.
    pub target: AccountView,
    /// When staff closed it.
    pub action_taken_at: Option<Time>,
    /// What it is about.
    pub category: Category,
    /// In the reporter's words.
    pub comment: String,
    /// Whether the home of the account was told as well.
    pub is_forwarded: bool,
    /// Posts.
    pub posts: Vec<PostId>,
    /// Which rules are broken, counted from one.
    pub rules: Vec<usize>,
    /// Collections.
    pub collections: Vec<Id>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// A report, for staff.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffReportView {
    /// What it says.
    pub report: ReportView,
    /// Who made it.
    pub account: StaffView,
    /// Whom it is about.
    pub target: StaffView,
    /// Who looks after it.
    pub assigned_to: Option<StaffView>,
    /// Who closed it.
    pub action_taken_by: Option<StaffView>,
    /// The posts, as they were when they were reported.
    pub evidence: Vec<Evidence>,
    /// The rules that are broken, with their numbers.
    pub rules: Vec<(usize, String)>,
}

/// A post as it was when it was reported. Texts are safe HTML, as they were shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The post.
    pub id: i64,
    /// What its home network calls it.
    pub uri: String,
    /// Its page.
    pub page_url: String,
    /// For whom it was.
    pub audience: Audience,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// The text.
    pub html: String,
    /// The language.
    pub language: Option<String>,
    /// Files.
    pub media: Vec<Media>,
    /// Custom emoji.
    pub emojis: Vec<Emoji>,
    /// What it answered.
    pub reply_to: Option<i64>,
    /// Who wrote that.
    pub reply_to_account: Option<i64>,
    /// When it was written, in microseconds.
    pub created_at: i64,
    /// When it was last changed before it was reported.
    pub edited_at: Option<i64>,
}
