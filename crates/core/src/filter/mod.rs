//! Filters: what somebody does not want to read, by words and by post.
//!
//! Always true here: a filter is its owner's alone; nobody else hears of it. What it meets is told with each post its
//! owner reads ([`PostView::filtered`](crate::PostView::filtered)); to hide it is the app's part.

mod edit;
mod keywords;
mod posts;
mod show;
mod sieve;

use std::sync::Arc;
use std::time::Duration;

use model::{Id, PostId, Time};
use store::filter::{FilterPostRow, FilterRow, KeywordRow};

pub use edit::{FilterDraft, KeywordDraft, Lasts};

use crate::member::Fresh;

/// What is to become of a post that a filter meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Action {
    /// Shown when asked for.
    #[default]
    Warn,
    /// Not shown.
    Hide,
    /// Shown without its media.
    Blur,
}

impl Action {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Hide => "hide",
            Self::Blur => "blur",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "hide" => Self::Hide,
            "blur" => Self::Blur,
            _ => Self::Warn,
        }
    }
}

/// Where a filter works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The home feed and lists.
    Home,
    /// Notifications.
    Notifications,
    /// The public feeds.
    Public,
    /// Threads.
    Thread,
    /// Profiles.
    Account,
}

impl Place {
    const ALL: [Self; 5] = [
        Self::Home,
        Self::Notifications,
        Self::Public,
        Self::Thread,
        Self::Account,
    ];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notifications => "notifications",
            Self::Public => "public",
            Self::Thread => "thread",
            Self::Account => "account",
        }
    }
}

/// A word or phrase of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeywordView {
    /// Its id.
    pub id: Id,
    /// The words.
    pub keyword: String,
    /// Only as whole words.
    pub is_whole_word: bool,
}

/// A post of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterPostView {
    /// Its id.
    pub id: Id,
    /// The post.
    pub post_id: PostId,
}

/// A filter, for its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterView {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub title: String,
    /// What is to become of what it meets.
    pub action: Action,
    /// Where it works.
    pub places: Vec<Place>,
    /// Until when it works.
    pub expires_at: Option<Time>,
    /// Its words, the oldest first.
    pub keywords: Vec<KeywordView>,
    /// Its posts, the oldest first.
    pub posts: Vec<FilterPostView>,
}

impl FilterView {
    /// Whether it still works at `now`.
    pub fn is_active(&self, now: Time) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    fn new(row: FilterRow, keywords: &[KeywordRow], posts: &[FilterPostRow]) -> Self {
        let words: Vec<String> = serde_json::from_str(&row.contexts).unwrap_or_default();
        let is_named = |place: &Place| words.iter().any(|word| word == place.as_str());
        Self {
            id: Id::from(row.id),
            action: Action::from_word(&row.action),
            places: Place::ALL.into_iter().filter(is_named).collect(),
            expires_at: row.expires_at.map(Time::from_micros),
            keywords: keywords
                .iter()
                .filter(|keyword| keyword.filter_id == row.id)
                .map(KeywordView::from)
                .collect(),
            posts: posts
                .iter()
                .filter(|post| post.filter_id == row.id)
                .map(FilterPostView::from)
                .collect(),
            title: row.title,
        }
    }
}

impl From<&KeywordRow> for KeywordView {
    fn from(row: &KeywordRow) -> Self {
        Self {
            id: Id::from(row.id),
            keyword: row.keyword.clone(),
            is_whole_word: row.is_whole_word,
        }
    }
}

impl From<&FilterPostRow> for FilterPostView {
    fn from(row: &FilterPostRow) -> Self {
        Self {
            id: Id::from(row.id),
            post_id: PostId::from(row.post_id),
        }
    }
}

/// A filter that meets a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterMatch {
    /// The filter.
    pub filter: Arc<FilterView>,
    /// Which of its words are in the post.
    pub keywords: Vec<String>,
    /// Which of its posts it is.
    pub posts: Vec<PostId>,
}

/// How long another process may not know of a change.
const KEEPS: Duration = Duration::from_secs(5);
/// Of how many people the filters are remembered.
const IN_MEMORY: usize = 1_000;

/// The filters of those who read, between requests.
#[derive(Debug)]
pub(crate) struct FilterMemory {
    sieves: Fresh<i64, Arc<sieve::Sieve>>,
}

impl FilterMemory {
    /// Trusts nothing that was read before a change.
    pub(crate) fn cut(&self) {
        self.sieves.cut();
    }
}

impl Default for FilterMemory {
    fn default() -> Self {
        Self {
            sieves: Fresh::new(IN_MEMORY, KEEPS),
        }
    }
}
