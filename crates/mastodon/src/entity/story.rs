//! Stories: ours, see `docs/api/stories.md`.

use model::{Id, Time};
use serde::Serialize;
use social::story::{StoryView, Storyteller};

use super::{Account, MediaAttachment};

/// A picture or a video that is there for a day.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Story {
    id: Id,
    uri: String,
    account: Account,
    text: String,
    media_attachment: MediaAttachment,
    /// How long it stays on the screen, in seconds.
    duration: u32,
    created_at: Time,
    expires_at: Time,
    seen: bool,
    /// How many people here have looked at it; only its owner is told.
    views_count: Option<i64>,
}

impl From<StoryView> for Story {
    fn from(view: StoryView) -> Self {
        Self {
            id: view.id,
            uri: view.uri,
            account: view.account.into(),
            text: view.text,
            media_attachment: MediaAttachment::of_story(view.id, view.media),
            duration: view.seconds,
            created_at: view.created_at,
            expires_at: view.expires_at,
            seen: view.seen,
            views_count: view.views,
        }
    }
}

/// Somebody who has stories at this moment.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Teller {
    account: Account,
    /// Whether there is one that was not looked at.
    has_new: bool,
    stories: Vec<Story>,
}

impl From<Storyteller> for Teller {
    fn from(view: Storyteller) -> Self {
        Self {
            has_new: view.has_news(),
            account: view.account.into(),
            stories: view.stories.into_iter().map(Story::from).collect(),
        }
    }
}
