//! Keeping what was reported.

use model::{AccountId, PostId};

use super::Evidence;
use crate::PostView;

impl Evidence {
    /// A post as its reporter sees it now.
    pub(crate) fn of(post: &PostView) -> Self {
        Self {
            id: post.id.get(),
            uri: post.uri.clone(),
            page_url: post.page_url.clone(),
            audience: post.audience,
            warning: post.warning.clone(),
            is_sensitive: post.is_sensitive,
            html: post.html.clone(),
            language: post.language.clone(),
            media: post.media.clone(),
            emojis: post.emojis.clone(),
            reply_to: post.reply_to.map(PostId::get),
            reply_to_account: post.reply_to_account.map(AccountId::get),
            created_at: post.created_at.micros(),
            edited_at: post.edited_at.map(model::Time::micros),
        }
    }
}
