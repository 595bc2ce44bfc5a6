//! <https://docs.joinmastodon.org/entities/Status/>

use model::{AccountId, Audience, Id, PostId, Time};
use serde::Serialize;
use social::PostView;
use social::filter::FilterMatch;
use social::view::{MentionView, Mine, ReactionView};

use super::Lens;
use super::account::Account;
use super::card::PreviewCard;
use super::emoji::{self, CustomEmoji};
use super::filter::FilterResult;
use super::media::MediaAttachment;
use super::poll::Poll;
use super::quote::{Quote, QuoteApproval};

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Status {
    pub(super) id: PostId,
    created_at: Time,
    in_reply_to_id: Option<PostId>,
    in_reply_to_account_id: Option<AccountId>,
    sensitive: bool,
    spoiler_text: String,
    visibility: &'static str,
    /// Ours, as in other servers that have it: only for people of this community.
    local_only: bool,
    language: Option<String>,
    uri: String,
    url: String,
    replies_count: i64,
    reblogs_count: i64,
    favourites_count: i64,
    quotes_count: i64,
    edited_at: Option<Time>,
    content: String,
    /// What was typed, for "delete and write again".
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[schema(no_recursion)]
    reblog: Option<Box<Status>>,
    application: Option<App>,
    account: Account,
    media_attachments: Vec<MediaAttachment>,
    mentions: Vec<Mention>,
    tags: Vec<StatusTag>,
    emojis: Vec<CustomEmoji>,
    card: Option<PreviewCard>,
    poll: Option<Poll>,
    quote: Option<Quote>,
    quote_approval: QuoteApproval,
    pleroma: Pleroma,
    #[serde(flatten)]
    mine: Option<Doings>,
}

/// What the viewer did with it. Only there when somebody is logged in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Doings {
    favourited: bool,
    reblogged: bool,
    /// The conversation, not its author.
    muted: bool,
    bookmarked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<bool>,
    filtered: Vec<FilterResult>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct App {
    name: String,
    website: Option<String>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Mention {
    id: AccountId,
    username: String,
    url: String,
    acct: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct StatusTag {
    name: String,
    url: String,
}

/// What Pleroma says of a post beyond Mastodon, as far as we have it; apps that speak it look here
/// (<https://docs-develop.pleroma.social/backend/development/API/differences_in_mastoapi_responses/>).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Pleroma {
    local: bool,
    thread_muted: bool,
    emoji_reactions: Vec<EmojiReaction>,
    bookmark_folder: Option<Id>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct EmojiReaction {
    name: String,
    /// The picture of a custom emoji, as Akkoma says it.
    url: Option<String>,
    count: i64,
    me: bool,
}

impl From<ReactionView> for EmojiReaction {
    fn from(view: ReactionView) -> Self {
        Self {
            name: view.emoji.trim_matches(':').to_owned(),
            url: view.picture,
            count: view.count,
            me: view.mine,
        }
    }
}

/// An audience in Mastodon's words. It has none for a circle or for "people here", so these are shown as the nearest
/// that keeps apps from offering to repeat the post elsewhere.
pub(crate) fn visibility(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "public",
        Audience::Quiet => "unlisted",
        Audience::Followers | Audience::Circle | Audience::Local => "private",
        Audience::Mentioned => "direct",
    }
}

impl Status {
    /// A post or a boost. A boost shows the content of what it repeats, which is also whole in `reblog`.
    pub(crate) fn new(mut post: PostView, lens: &Lens<'_>) -> Self {
        let original = post
            .boost_of
            .take()
            .map(|original| Self::new(*original, lens));
        let quote = post.quote.take().map(|quote| Quote::whole(quote, lens));
        let mut status = Self::plain(post, quote, lens);
        if let Some(original) = original {
            status.repeat(original);
        }
        status
    }

    /// A post that another one quotes. Of what it quotes itself only the id is shown.
    pub(super) fn inside_quote(post: PostView, lens: &Lens<'_>) -> Self {
        let quote = post.quote.as_ref().map(Quote::shallow);
        Self::plain(post, quote, lens)
    }

    /// A post with what was typed.
    pub(crate) fn with_source(post: PostView, lens: &Lens<'_>) -> Self {
        let source = post.source.clone();
        Self {
            text: Some(source),
            ..Self::new(post, lens)
        }
    }

    fn plain(post: PostView, quote: Option<Quote>, lens: &Lens<'_>) -> Self {
        let emojis = emoji::all(post.emojis.clone());
        Self {
            quote_approval: QuoteApproval::of(&post),
            poll: post
                .poll
                .map(|poll| Poll::new(post.id, poll, emojis.clone(), post.mine.wrote, lens)),
            quote,
            pleroma: Pleroma {
                local: post.is_local,
                thread_muted: post.mine.thread_muted,
                emoji_reactions: post
                    .reactions
                    .into_iter()
                    .map(EmojiReaction::from)
                    .collect(),
                bookmark_folder: post.mine.folder,
            },
            id: post.id,
            created_at: post.created_at,
            in_reply_to_id: post.reply_to,
            in_reply_to_account_id: post.reply_to_account,
            sensitive: post.is_sensitive,
            spoiler_text: post.warning,
            visibility: visibility(post.audience),
            local_only: post.audience == Audience::Local,
            language: post.language,
            uri: post.uri,
            url: post.page_url,
            replies_count: post.replies_count,
            reblogs_count: post.boosts_count,
            favourites_count: post.likes_count,
            quotes_count: post.quotes_count,
            edited_at: post.edited_at,
            content: content(post.title.as_deref(), post.html),
            text: None,
            reblog: None,
            application: post.app.map(|(name, website)| App { name, website }),
            account: post.account.into(),
            media_attachments: MediaAttachment::all(post.id, post.media),
            mentions: post.mentions.into_iter().map(Mention::from).collect(),
            tags: post
                .tags
                .into_iter()
                .map(|name| StatusTag {
                    url: lens.tag_url(&name),
                    name,
                })
                .collect(),
            emojis,
            card: post.card.map(PreviewCard::from),
            mine: lens
                .is_member()
                .then(|| Doings::new(post.mine, post.filtered)),
        }
    }

    fn repeat(&mut self, original: Self) {
        self.content.clone_from(&original.content);
        self.spoiler_text.clone_from(&original.spoiler_text);
        self.language.clone_from(&original.language);
        self.sensitive = original.sensitive;
        self.replies_count = original.replies_count;
        self.reblogs_count = original.reblogs_count;
        self.favourites_count = original.favourites_count;
        self.quotes_count = original.quotes_count;
        self.mine.clone_from(&original.mine);
        self.reblog = Some(Box::new(original));
    }
}

/// The text. Apps have no other place for a title than above it.
fn content(title: Option<&str>, html: String) -> String {
    match title {
        Some(title) => format!(
            "<p><strong>{}</strong></p>{html}",
            model::sanitize::escape(title)
        ),
        None => html,
    }
}

impl Doings {
    fn new(mine: Mine, filtered: Vec<FilterMatch>) -> Self {
        Self {
            favourited: mine.liked,
            reblogged: mine.boosted,
            muted: mine.thread_muted,
            bookmarked: mine.bookmarked,
            pinned: mine.wrote.then_some(mine.pinned),
            filtered: filtered.into_iter().map(FilterResult::from).collect(),
        }
    }
}

impl From<MentionView> for Mention {
    fn from(view: MentionView) -> Self {
        Self {
            id: view.id,
            username: view.username,
            url: view.page_url,
            acct: view.acct,
        }
    }
}
