//! What a post said before, and how it was typed.

use model::{ContentType, Emoji, Media, PostId, Time};

use super::poll::titles;
use crate::{AccountView, Caller, PostView, Result, Social, Viewer};

/// A post as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSource {
    /// The text.
    pub text: String,
    /// The content warning.
    pub warning: String,
    /// How the text is to be read.
    pub content_type: ContentType,
}

/// What a post said at some time.
#[derive(Debug, Clone, PartialEq)]
pub struct PostVersion {
    /// Who wrote it.
    pub account: AccountView,
    /// When.
    pub written_at: Time,
    /// Its title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// Safe HTML.
    pub html: String,
    /// Files.
    pub media: Vec<Media>,
    /// Custom emoji.
    pub emojis: Vec<Emoji>,
    /// The options of its poll.
    pub poll: Option<Vec<String>>,
}

impl Social {
    /// One's own post as it was typed.
    pub async fn post_source(&self, caller: &Caller, id: PostId) -> Result<PostSource> {
        let post = self.own_post(caller, id).await?;
        Ok(PostSource {
            text: post.source,
            warning: post.warning,
            content_type: post.content_type,
        })
    }

    /// All versions of a post, oldest first; the last is what it says now.
    pub async fn post_history(&self, viewer: Viewer, id: PostId) -> Result<Vec<PostVersion>> {
        let now = self.post(viewer, id).await?.content().clone();
        let post = now.id.get();
        let rows = self
            .store()
            .read(move |conn| store::version::list(conn, post))
            .await?;
        let mut versions: Vec<PostVersion> = rows
            .into_iter()
            .map(|row| {
                let (media, emojis) = self.files_of(&now.account, &row.media, &row.emojis);
                PostVersion {
                    account: now.account.clone(),
                    written_at: Time::from_micros(row.written_at),
                    title: row.title,
                    warning: row.warning,
                    is_sensitive: row.is_sensitive,
                    html: row.html,
                    media,
                    emojis,
                    poll: row.poll.as_deref().map(titles),
                }
            })
            .collect();
        versions.push(current(now));
        Ok(versions)
    }
}

fn current(post: PostView) -> PostVersion {
    PostVersion {
        written_at: post.edited_at.unwrap_or(post.created_at),
        account: post.account,
        title: post.title,
        warning: post.warning,
        is_sensitive: post.is_sensitive,
        html: post.html,
        media: post.media,
        emojis: post.emojis,
        poll: post
            .poll
            .map(|poll| poll.options.into_iter().map(|o| o.title).collect()),
    }
}
