//! Stories: a picture or a short video that followers can look at for a day.
//!
//! Always true here:
//! - A story is in no feed, no search and no public network: those who follow its owner ask for it.
//! - Who may look is asked of [`model::audience::Facts::may_see`], like a post for followers.
//! - When its time is over, the row, its file and its bytes go, and the networks are told.

mod end;
mod show;
mod tell;

use std::time::Duration;

use model::{Id, Media, Time};

use crate::AccountView;

pub use self::tell::NewStory;

/// How long a story is there.
pub const LASTS: Duration = Duration::from_hours(24);
/// The most characters on one.
pub const MAX_CHARS: usize = 300;
/// The longest video, in seconds.
pub const MAX_SECONDS: u32 = 60;
/// The most that somebody has at the same time.
pub const MAX_STORIES: i64 = 100;
/// How long a picture stays on the screen, in seconds, if its owner does not say.
const PICTURE_SECONDS: u32 = 7;

/// A story as somebody sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryView {
    /// Its id.
    pub id: Id,
    /// What networks call it.
    pub uri: String,
    /// Whose it is.
    pub account: AccountView,
    /// What is written on it. Plain text.
    pub text: String,
    /// The picture or the video.
    pub media: Media,
    /// How long it stays on the screen, in seconds.
    pub seconds: u32,
    /// Since when it is there.
    pub created_at: Time,
    /// From when on it is not.
    pub expires_at: Time,
    /// Whether the viewer has looked at it.
    pub seen: bool,
    /// How many people here have; only its owner is told.
    pub views: Option<i64>,
}

/// Somebody who has stories at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Storyteller {
    /// Who.
    pub account: AccountView,
    /// Theirs, oldest first; at least one.
    pub stories: Vec<StoryView>,
}

impl Storyteller {
    /// Whether there is one that the viewer has not looked at.
    pub fn has_news(&self) -> bool {
        self.stories.iter().any(|story| !story.seen)
    }
}
