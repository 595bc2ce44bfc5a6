//! <https://docs.joinmastodon.org/entities/StatusEdit/>

use model::{PostId, Time};
use serde::Serialize;
use social::post::PostVersion;

use super::account::Account;
use super::emoji::{self, CustomEmoji};
use super::media::MediaAttachment;

/// One version of a post.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct StatusEdit {
    content: String,
    spoiler_text: String,
    sensitive: bool,
    created_at: Time,
    account: Account,
    media_attachments: Vec<MediaAttachment>,
    emojis: Vec<CustomEmoji>,
    poll: Option<PollThen>,
    quote: Option<()>,
}

/// The options of a poll at some time.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct PollThen {
    options: Vec<OptionThen>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct OptionThen {
    title: String,
}

impl StatusEdit {
    pub(crate) fn new(post: PostId, version: PostVersion) -> Self {
        Self {
            content: version.html,
            spoiler_text: version.warning,
            sensitive: version.is_sensitive,
            created_at: version.written_at,
            account: version.account.into(),
            media_attachments: MediaAttachment::all(post, version.media),
            emojis: emoji::all(version.emojis),
            poll: version.poll.map(|titles| PollThen {
                options: titles
                    .into_iter()
                    .map(|title| OptionThen { title })
                    .collect(),
            }),
            quote: None,
        }
    }
}
