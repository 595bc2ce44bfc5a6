//! The small facts of journal entries, as the core writes them.

use model::{AccountId, Audience, Id, PostId};
use serde::Deserialize;
use social::journal::Entry;

/// Everything a payload may say; what is missing is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Payload {
    /// What was deleted, or what its network calls a follow.
    pub(super) uri: Option<String>,
    /// For whom it was: [`Audience::code`].
    pub(super) audience: Option<i64>,
    /// Those a deleted post named.
    pub(super) named: Vec<AccountId>,
    /// What a deleted post answered.
    pub(super) reply_to: Option<PostId>,
    /// Who wrote that.
    pub(super) reply_to_account: Option<AccountId>,
    /// What was boosted.
    pub(super) original_uri: Option<String>,
    /// Who wrote that.
    pub(super) original_author: Option<AccountId>,
    /// Who wrote what a deleted post quoted.
    pub(super) quoted_account: Option<AccountId>,
    /// The id of the request that is answered.
    pub(super) request: Option<String>,
    /// Whether it is answered with yes.
    pub(super) accepted: bool,
    /// Where an account moved to.
    pub(super) moved_to: Option<AccountId>,
    /// The emoji of a reaction.
    pub(super) emoji: Option<String>,
    /// The picture of that, when it is a custom one.
    pub(super) picture: Option<String>,
    like_id: Option<i64>,
    reaction_id: Option<i64>,
    follow_id: Option<i64>,
    block_id: Option<i64>,
    forward: bool,
}

impl Payload {
    /// The facts of an entry.
    pub(super) fn of(entry: &Entry) -> Self {
        serde_json::from_str(&entry.payload).unwrap_or_else(|error| {
            tracing::error!(seq = entry.seq, %error, "a journal entry's facts cannot be read");
            Self::default()
        })
    }

    /// The audience; the narrowest when it is not said.
    pub(super) fn audience(&self) -> Audience {
        self.audience
            .map_or(Audience::Mentioned, Audience::from_code)
    }

    pub(super) fn like_id(&self) -> Id {
        Id::from(self.like_id.unwrap_or_default())
    }

    pub(super) fn reaction_id(&self) -> Id {
        Id::from(self.reaction_id.unwrap_or_default())
    }

    pub(super) fn follow_id(&self) -> Id {
        Id::from(self.follow_id.unwrap_or_default())
    }

    /// Whether a report is to reach another server.
    pub(super) const fn is_forwarded(&self) -> bool {
        self.forward
    }

    pub(super) fn block_id(&self) -> Id {
        Id::from(self.block_id.unwrap_or_default())
    }
}
