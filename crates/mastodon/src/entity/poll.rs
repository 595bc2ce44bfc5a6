//! <https://docs.joinmastodon.org/entities/Poll/>

use model::{PostId, Time};
use serde::Serialize;
use social::view::PollView;

use super::Lens;
use super::emoji::CustomEmoji;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Poll {
    id: PostId,
    expires_at: Option<Time>,
    expired: bool,
    multiple: bool,
    votes_count: i64,
    voters_count: i64,
    options: Vec<PollOption>,
    emojis: Vec<CustomEmoji>,
    #[serde(flatten)]
    mine: Option<Voted>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct PollOption {
    title: String,
    votes_count: Option<i64>,
}

/// What the viewer chose. Only there when somebody is logged in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Voted {
    voted: bool,
    own_votes: Vec<usize>,
}

impl Poll {
    /// The poll of a post; `is_own` when the viewer asks it, who then has nothing to vote.
    pub(crate) fn new(
        post: PostId,
        poll: PollView,
        emojis: Vec<CustomEmoji>,
        is_own: bool,
        lens: &Lens<'_>,
    ) -> Self {
        Self {
            id: post,
            expires_at: poll.expires_at,
            expired: poll.is_over,
            multiple: poll.is_multiple,
            votes_count: poll.votes_count,
            voters_count: poll.voters_count,
            options: poll
                .options
                .into_iter()
                .map(|option| PollOption {
                    title: option.title,
                    votes_count: option.votes,
                })
                .collect(),
            emojis,
            mine: lens.is_member().then(|| Voted {
                voted: is_own || poll.mine.is_some(),
                own_votes: poll.mine.unwrap_or_default(),
            }),
        }
    }
}
