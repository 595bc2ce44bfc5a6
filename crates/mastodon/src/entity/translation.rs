//! <https://docs.joinmastodon.org/entities/Translation/>

use serde::Serialize;
use social::PostView;

use super::MediaAttachment;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Translation {
    id: model::PostId,
    content: String,
    spoiler_text: String,
    language: String,
    media_attachments: Vec<Attachment>,
    poll: Option<()>,
    detected_source_language: String,
    provider: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Attachment {
    id: String,
    description: String,
}

impl Translation {
    pub(crate) fn new(post: PostView, translation: social::translation::Translation) -> Self {
        let files = MediaAttachment::all(post.id, post.media);
        let attachments = files.into_iter().zip(translation.alts);
        Self {
            id: post.id,
            content: translation.html,
            spoiler_text: translation.warning,
            language: translation.language,
            media_attachments: attachments
                .map(|(file, description)| Attachment {
                    id: file.into_id(),
                    description,
                })
                .collect(),
            poll: None,
            detected_source_language: translation.source,
            provider: translation.provider,
        }
    }
}
