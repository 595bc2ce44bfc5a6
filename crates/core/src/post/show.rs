//! Showing posts. **The one place where rows become views**, so the one place that asks who may see them.

use std::collections::HashMap;

use model::audience::Viewer as Kind;
use model::{AccountId, Audience, ContentType, Facts, Id, PostId, PostKind, QuoteConsent, Time};
use store::account::AccountRow;
use store::answer::{LET_IN, WAITS};
use store::poll::PollRow;
use store::post::PostRow;

use super::poll::{is_stale, poll_view};
use super::quote::{may_quote, without_quote_link};
use super::react::read_reactions;
use crate::view::{MentionView, Mine, QuoteState, QuoteView, ReactionView};
use crate::{AccountView, Error, Page, PostView, Result, Slice, Social, Viewer};

/// Everything that is needed to show some posts, read in one go.
pub(crate) struct Loaded {
    posts: HashMap<i64, PostRow>,
    named: HashMap<i64, Vec<i64>>,
    polls: HashMap<i64, PollRow>,
    reactions: HashMap<i64, Vec<ReactionView>>,
    accounts: Vec<AccountRow>,
    now: Time,
}

impl Loaded {
    /// Reads posts, what they boost and quote, whom they mention, their polls and reactions and all their authors: a
    /// fixed number of statements, however many posts.
    pub(crate) fn read(
        conn: &mut store::Conn,
        ids: &[i64],
        viewer: Viewer,
        now: Time,
    ) -> store::Result<Self> {
        let viewer = viewer.account_id().map_or(0, AccountId::get);
        let posts = read_posts(conn, ids, viewer, now)?;
        let shown: Vec<i64> = posts.keys().copied().collect();
        let mut named: HashMap<i64, Vec<i64>> = HashMap::new();
        for (post, account, is_mention) in store::post::named(conn, &shown)? {
            if is_mention {
                named.entry(post).or_default().push(account);
            }
        }
        let polls = store::poll::load(conn, &shown, viewer)?;
        let reactions = read_reactions(conn, &shown, viewer)?;
        let mut people: Vec<i64> = posts.values().map(|row| row.account_id).collect();
        people.extend(named.values().flatten());
        people.sort_unstable();
        people.dedup();
        let accounts = store::account::load(conn, &people)?;
        Ok(Self {
            posts,
            named,
            polls: polls.into_iter().map(|poll| (poll.post_id, poll)).collect(),
            reactions,
            accounts,
            now,
        })
    }
}

/// How deep quotes inside quotes are looked at: the one that is shown, and the one in it, of which only the id is.
const QUOTE_DEPTH: usize = 2;

/// Posts, what they boost, and what they quote.
fn read_posts(
    conn: &mut store::Conn,
    ids: &[i64],
    viewer: i64,
    now: Time,
) -> store::Result<HashMap<i64, PostRow>> {
    let mut posts: HashMap<i64, PostRow> = HashMap::new();
    let mut wanted = ids.to_vec();
    for _ in 0..=QUOTE_DEPTH {
        let rows = store::post::load(conn, &wanted, viewer, now.micros())?;
        wanted = rows
            .iter()
            .filter_map(|row| row.quote_of_id)
            .filter(|id| !posts.contains_key(id))
            .collect();
        posts.extend(rows.into_iter().map(|row| (row.id, row)));
        if wanted.is_empty() {
            break;
        }
    }
    Ok(posts)
}

impl Social {
    /// A post or boost, if the viewer may see it.
    pub async fn post(&self, viewer: Viewer, id: PostId) -> Result<PostView> {
        let found = self.posts(viewer, &[id]).await?.into_iter().next();
        match found {
            Some(post) => Ok(post),
            None if self.is_deleted(id).await? => Err(Error::Gone("This post")),
            None => Err(Error::NotFound("This post")),
        }
    }

    /// Posts in the order asked for; what the viewer may not see is left out.
    pub async fn posts(&self, viewer: Viewer, ids: &[PostId]) -> Result<Vec<PostView>> {
        let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        self.show_posts(viewer, ids, Muted::Shown).await
    }

    async fn is_deleted(&self, id: PostId) -> Result<bool> {
        Ok(self
            .store()
            .read(move |conn| store::tombstone::is_buried_id(conn, id.get()))
            .await?)
    }

    pub(crate) async fn show_posts(
        &self,
        viewer: Viewer,
        ids: Vec<i64>,
        muted: Muted,
    ) -> Result<Vec<PostView>> {
        let now = self.now();
        let wanted = ids.clone();
        let loaded = self
            .store()
            .read(move |conn| Loaded::read(conn, &wanted, viewer, now))
            .await?;
        self.views(viewer, &ids, loaded, muted).await
    }

    /// A list of posts, asked for and loaded in one go: the question gives pairs of (cursor, post).
    pub(crate) async fn show_list(
        &self,
        viewer: Viewer,
        page: Page,
        ask: impl FnMut(&mut store::Conn, &store::Window) -> store::Result<Vec<(i64, i64)>>
        + Send
        + 'static,
    ) -> Result<Slice<PostView>> {
        self.show_feed(viewer, page, Muted::Shown, ask).await
    }

    pub(crate) async fn show_feed(
        &self,
        viewer: Viewer,
        page: Page,
        muted: Muted,
        mut ask: impl FnMut(&mut store::Conn, &store::Window) -> store::Result<Vec<(i64, i64)>>
        + Send
        + 'static,
    ) -> Result<Slice<PostView>> {
        let (window, now) = (page.window(), self.now());
        let (pairs, loaded) = self
            .store()
            .read(move |conn| {
                let pairs = ask(conn, &window)?;
                let ids: Vec<i64> = pairs.iter().map(|(_, post)| *post).collect();
                let loaded = Loaded::read(conn, &ids, viewer, now)?;
                Ok((pairs, loaded))
            })
            .await?;
        let (cursors, ids): (Vec<i64>, Vec<i64>) = pairs.into_iter().unzip();
        let views = self.views(viewer, &ids, loaded, muted).await?;
        Ok(Slice::of(views, &cursors))
    }

    /// Views in the order of `ids`, of what the viewer may see.
    pub(crate) async fn views(
        &self,
        viewer: Viewer,
        ids: &[i64],
        loaded: Loaded,
        muted: Muted,
    ) -> Result<Vec<PostView>> {
        let now = loaded.now;
        let shelf = Shelf {
            viewer,
            accounts: self.views_by_id(loaded.accounts),
            posts: loaded.posts,
            named: loaded.named,
            polls: loaded.polls,
            reactions: loaded.reactions,
            now,
        };
        let mut views: Vec<PostView> = ids
            .iter()
            .filter_map(|id| shelf.view(self, *id, Place::Top))
            .filter(|post| {
                let mine = post.content().mine;
                muted == Muted::Shown || !(mine.muted || mine.hidden)
            })
            .collect();
        self.wish_counts(viewer, &views, now);
        if let Some(sieve) = self.sieve(viewer, now).await? {
            for post in &mut views {
                sieve.mark(post, now);
            }
        }
        Ok(views)
    }
}

impl Social {
    /// Has the counts of polls asked for again that a member looks at. Visitors and other servers cause nothing.
    fn wish_counts(&self, viewer: Viewer, views: &[PostView], now: Time) {
        if !matches!(viewer, Viewer::Member(_)) {
            return;
        }
        let shown = views.iter().map(PostView::content);
        let polls = shown.filter_map(|post| Some((post, post.poll.as_ref()?)));
        for (post, _) in polls.filter(|(_, poll)| is_stale(poll, now)) {
            for network in self.networks() {
                network.look_again(&post.uri);
            }
        }
    }
}

/// What becomes of posts whose author the viewer mutes, or whose server they hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Muted {
    /// Shown, because the viewer asked for them.
    Shown,
    /// Left out of the feed.
    Hidden,
}

struct Shelf {
    viewer: Viewer,
    accounts: HashMap<i64, AccountView>,
    posts: HashMap<i64, PostRow>,
    named: HashMap<i64, Vec<i64>>,
    polls: HashMap<i64, PollRow>,
    reactions: HashMap<i64, Vec<ReactionView>>,
    now: Time,
}

/// Where a post stands while it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// By itself, or in a boost.
    Top,
    /// In a post that quotes it.
    Quoted,
}

impl Shelf {
    /// What a post quotes, if the viewer may know.
    fn quote(&self, social: &Social, row: &PostRow, place: Place) -> Option<QuoteView> {
        let quoted = row.quote_of_id?;
        let state = self.quote_state(row, quoted);
        let is_shown = matches!(state, QuoteState::Accepted | QuoteState::MutedAccount);
        let post = match place {
            Place::Top if is_shown => self.view(social, quoted, Place::Quoted).map(Box::new),
            Place::Top | Place::Quoted => None,
        };
        Some(QuoteView {
            state,
            post_id: is_shown.then(|| PostId::from(quoted)),
            post,
        })
    }

    fn quote_state(&self, row: &PostRow, quoted: i64) -> QuoteState {
        match QuoteConsent::from_code(row.quote_state) {
            QuoteConsent::Asked => QuoteState::Pending,
            QuoteConsent::Refused => QuoteState::Refused,
            QuoteConsent::Revoked => QuoteState::Revoked,
            QuoteConsent::Accepted => match self.posts.get(&quoted) {
                None => QuoteState::Deleted,
                Some(quoted) if facts(quoted, self.viewer).may_see() => {
                    if quoted.seen_by.muted {
                        QuoteState::MutedAccount
                    } else {
                        QuoteState::Accepted
                    }
                }
                Some(quoted) if quoted.seen_by.viewer_blocks => QuoteState::BlockedAccount,
                Some(_) => QuoteState::Unauthorized,
            },
        }
    }

    fn view(&self, social: &Social, id: i64, place: Place) -> Option<PostView> {
        let row = self.posts.get(&id)?;
        if !facts(row, self.viewer).may_see() {
            return None;
        }
        let boost_of = match row.boost_of_id {
            // A boost of what the viewer may not see is nothing to the viewer.
            Some(original) => Some(Box::new(self.view(social, original, place)?)),
            None => None,
        };
        let account = self.accounts.get(&row.account_id)?.clone();
        let is_sensitive = row.is_sensitive || account.is_sensitized;
        let (media, emojis) = social.files_of(&account, &row.media, &row.emojis);
        let quote = self.quote(social, row, place);
        let mentions = self.named.get(&id).map_or(&[][..], Vec::as_slice);
        Some(PostView {
            id: PostId::from(row.id),
            page_url: match &row.url {
                Some(url) => url.clone(),
                None if account.is_local() => social.url(&format!("{}/{}", account.path(), row.id)),
                None => row.uri.clone(),
            },
            account,
            uri: row.uri.clone(),
            is_local: row.origin == crate::journal::LOCAL,
            kind: PostKind::from_word(&row.kind),
            audience: Audience::from_code(row.audience),
            policy: serde_json::from_str(&row.policy).unwrap_or_default(),
            title: row.title.clone(),
            warning: row.warning.clone(),
            is_sensitive,
            html: match &quote {
                Some(quote) if place == Place::Top && quote.state != QuoteState::Pending => {
                    without_quote_link(&row.html)
                }
                _ => row.html.clone(),
            },
            source: row.source.clone(),
            content_type: ContentType::from_word(&row.content_type).unwrap_or_default(),
            language: row.language.clone(),
            tags: serde_json::from_str(&row.tags).unwrap_or_default(),
            media,
            card: row.card.as_ref().and_then(|row| social.card(row)),
            emojis,
            mentions: mentions
                .iter()
                .filter_map(|id| self.accounts.get(id))
                .map(mention_view)
                .collect(),
            boost_of,
            quote,
            poll: self.polls.get(&id).map(|poll| poll_view(poll, self.now)),
            reply_to: row.reply_to_id.map(PostId::from),
            reply_to_account: row.reply_to_account_id.map(AccountId::from),
            app: row
                .app_name
                .clone()
                .map(|name| (name, row.app_website.clone())),
            replies_count: row.replies_count,
            boosts_count: row.boosts_count,
            likes_count: row.likes_count,
            quotes_count: row.quotes_count,
            reactions: social.shown_reactions(self.reactions.get(&id)),
            created_at: Time::from_micros(row.created_at),
            edited_at: row.edited_at.map(Time::from_micros),
            mine: mine(row, self.viewer),
            filtered: Vec::new(),
        })
    }
}

/// What the rule of `model::audience` needs to know.
pub(crate) fn facts(row: &PostRow, viewer: Viewer) -> Facts {
    let (kind, account) = match viewer {
        Viewer::Anyone => (Kind::Anyone, None),
        Viewer::Member(id) => (Kind::Member, Some(id.get())),
        Viewer::Remote(id) => (Kind::Remote, Some(id.get())),
    };
    Facts {
        audience: Audience::from_code(row.audience),
        viewer: kind,
        is_author: account == Some(row.account_id),
        is_named: row.seen_by.is_named,
        is_follower: row.seen_by.is_follower,
        author_blocks: row.seen_by.author_blocks,
        viewer_blocks: row.seen_by.viewer_blocks,
        author_hidden: row.seen_by.author_hidden,
        is_kept_back: match row.answer {
            None | Some((LET_IN, _)) => false,
            Some((WAITS, owner)) => account != Some(owner),
            Some(_) => true,
        },
    }
}

fn mine(row: &PostRow, viewer: Viewer) -> Mine {
    let (seen, own) = (&row.seen_by, viewer.account_id().map(AccountId::get));
    Mine {
        wrote: own == Some(row.account_id),
        liked: seen.liked,
        boosted: seen.boosted,
        bookmarked: seen.bookmarked,
        pinned: seen.pinned,
        muted: seen.muted,
        hidden: seen.hidden,
        thread_muted: seen.thread_muted,
        folder: seen.folder_id.map(Id::from),
        may_quote: may_quote(row, viewer),
        may_let_in: matches!(row.answer, Some((WAITS, owner)) if own == Some(owner)),
        is_not_let_in: own == Some(row.account_id)
            && row.answer.is_some_and(|(state, _)| state != LET_IN),
    }
}

fn mention_view(account: &AccountView) -> MentionView {
    MentionView {
        id: account.id,
        username: account.username.clone(),
        acct: account.acct(),
        page_url: account.page_url.clone(),
        uri: account.uri.clone(),
    }
}
