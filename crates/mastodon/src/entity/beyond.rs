//! What other servers or only we have: emoji under posts, folders of bookmarks, and who would see a post.

use model::{Audience, Id};
use serde::Serialize;
use social::post::{FolderView, PreviewView, ReactedView};

use super::Account;
use super::status::visibility;

/// An emoji under a post, as Pleroma shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Reaction {
    /// The emoji, or the word of a custom one: `word`, `word@host`.
    name: String,
    url: Option<String>,
    count: i64,
    me: bool,
    accounts: Vec<Account>,
}

impl From<ReactedView> for Reaction {
    fn from(view: ReactedView) -> Self {
        Self {
            name: view.emoji.trim_matches(':').to_owned(),
            url: view.picture,
            count: view.count,
            me: view.mine,
            accounts: view.accounts.into_iter().map(Account::from).collect(),
        }
    }
}

/// A folder of bookmarks, as Pleroma shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct BookmarkFolder {
    id: Id,
    name: String,
    emoji: Option<String>,
    /// Of a custom emoji, which a folder does not have here.
    emoji_url: Option<String>,
}

impl From<FolderView> for BookmarkFolder {
    fn from(view: FolderView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            emoji: view.emoji,
            emoji_url: None,
        }
    }
}

/// Who would see a post.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Preview {
    #[schema(value_type = String)]
    audience: Audience,
    visibility: &'static str,
    local_only: bool,
    named: Vec<Account>,
    followers: Followers,
    networks: Vec<String>,
    copies_elsewhere: bool,
    text: String,
}

#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
struct Followers {
    here: i64,
    elsewhere: i64,
    servers: i64,
}

impl From<PreviewView> for Preview {
    fn from(view: PreviewView) -> Self {
        Self {
            audience: view.audience,
            visibility: visibility(view.audience),
            local_only: view.audience == Audience::Local,
            copies_elsewhere: view.leaves(),
            named: view.named.into_iter().map(Account::from).collect(),
            followers: Followers {
                here: view.followers_here,
                elsewhere: view.followers_elsewhere,
                servers: view.servers,
            },
            networks: view.networks.iter().map(ToString::to_string).collect(),
            text: view.words,
        }
    }
}
