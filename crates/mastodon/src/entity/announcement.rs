//! <https://docs.joinmastodon.org/entities/Announcement/>

use model::{AccountId, Id, Time};
use serde::Serialize;
use social::AccountView;
use social::announcement::{AnnouncementView, ReactionView};

use super::Lens;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Announcement {
    id: Id,
    content: String,
    /// Ours: as typed, for those who write them.
    text: String,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    all_day: bool,
    published_at: Time,
    updated_at: Time,
    read: bool,
    mentions: Vec<Mentioned>,
    /// Posts that it links to are links in its content.
    #[schema(value_type = Vec<serde_json::Value>)]
    statuses: [(); 0],
    tags: Vec<Tagged>,
    #[schema(value_type = Vec<serde_json::Value>)]
    emojis: [(); 0],
    reactions: Vec<Reaction>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Mentioned {
    id: AccountId,
    username: String,
    url: String,
    acct: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Tagged {
    name: String,
    url: String,
}

/// <https://docs.joinmastodon.org/entities/Reaction/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Reaction {
    name: String,
    count: i64,
    me: bool,
}

impl Announcement {
    pub(crate) fn new(view: AnnouncementView, lens: &Lens<'_>) -> Self {
        Self {
            id: view.id,
            content: view.html,
            text: view.text,
            starts_at: view.starts_at,
            ends_at: view.ends_at,
            all_day: view.is_all_day,
            published_at: view.created_at,
            updated_at: view.updated_at,
            read: view.is_read,
            mentions: view.mentions.into_iter().map(Mentioned::from).collect(),
            statuses: [],
            tags: view
                .tags
                .into_iter()
                .map(|name| Tagged {
                    url: lens.tag_url(&name),
                    name,
                })
                .collect(),
            emojis: [],
            reactions: view.reactions.into_iter().map(Reaction::from).collect(),
        }
    }
}

impl From<AccountView> for Mentioned {
    fn from(view: AccountView) -> Self {
        Self {
            id: view.id,
            acct: view.acct(),
            username: view.username,
            url: view.page_url,
        }
    }
}

impl From<ReactionView> for Reaction {
    fn from(view: ReactionView) -> Self {
        Self {
            name: view.name,
            count: view.count,
            me: view.is_mine,
        }
    }
}
