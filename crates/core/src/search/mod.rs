//! Finding people, posts and tags.

mod accounts;
mod index;
mod mark;
mod posts;
mod query;
mod resolve;

use model::text::fold_tag;
use model::{AccountId, PostId};

use crate::network::Found;
use crate::{AccountView, Caller, PostView, Result, Social, Viewer};
use query::Query;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// What was typed: words, `@name@server`, `#tag`, a URL.
    pub query: String,
    /// Only one kind of thing.
    pub kind: Option<SearchKind>,
    /// Ask other servers for an address or URL that is not known yet. Only for members.
    pub resolve: bool,
    /// Only accounts that the viewer follows.
    pub following: bool,
    /// Only posts of this account.
    pub account: Option<AccountId>,
    /// Only posts older than this.
    pub below: Option<PostId>,
    /// Only posts newer than this.
    pub above: Option<PostId>,
    /// How many of each kind.
    pub limit: u32,
    /// How many of each kind to pass over.
    pub offset: u32,
}

/// A kind of thing to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchKind {
    /// People.
    Accounts,
    /// Posts.
    Posts,
    /// Tags.
    Tags,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchResults {
    /// People.
    pub accounts: Vec<AccountView>,
    /// Posts.
    pub posts: Vec<PostView>,
    /// Tags, folded.
    pub tags: Vec<String>,
}

/// Longer queries are cut; nobody types them.
const MAX_QUERY_CHARS: usize = 1_000;
/// The most of each kind on a page.
const MAX_LIMIT: u32 = 40;

impl Social {
    /// Looks for people, posts and tags.
    pub async fn search(&self, viewer: Viewer, search: Search) -> Result<SearchResults> {
        let query: String = search
            .query
            .trim()
            .chars()
            .filter(|c| *c != '\0')
            .take(MAX_QUERY_CHARS)
            .collect();
        let mut results = SearchResults::default();
        if query.is_empty() {
            return Ok(results);
        }
        if search.offset == 0 && resolve::looks_like_reference(&query) {
            let found = match viewer {
                Viewer::Member(_) if search.resolve => {
                    self.resolve(&query).await.unwrap_or_else(|error| {
                        tracing::debug!(query, %error, "a search could not be resolved");
                        None
                    })
                }
                _ => self.resolve_known(&query).await?,
            };
            self.add_found(viewer, found, &search, &mut results).await?;
        }
        if query.starts_with("http://") || query.starts_with("https://") {
            return Ok(results);
        }
        let asked = Query::parse(&query);
        // With operators posts are meant, unless something else is asked for by name.
        let wants = |kind| match search.kind {
            Some(only) => only == kind,
            None => kind == SearchKind::Posts || !asked.has_operators,
        };
        if wants(SearchKind::Accounts) && !query.starts_with('#') {
            self.add_accounts(viewer, &asked.plain, &search, &mut results)
                .await?;
        }
        if wants(SearchKind::Tags) && !query.starts_with('@') {
            results.tags = self.search_tags(&asked.plain, &search).await?;
        }
        if wants(SearchKind::Posts) && !query.starts_with('@') {
            results.posts = self.search_posts(viewer, &asked, &search).await?;
        }
        Ok(results)
    }

    async fn add_found(
        &self,
        viewer: Viewer,
        found: Option<Found>,
        search: &Search,
        results: &mut SearchResults,
    ) -> Result<()> {
        match found {
            Some(Found::Account(id))
                if search.kind.is_none_or(|kind| kind == SearchKind::Accounts) =>
            {
                results.accounts = self.account_views(&[id]).await?;
            }
            Some(Found::Post(id)) if search.kind.is_none_or(|kind| kind == SearchKind::Posts) => {
                results.posts = self.posts(viewer, &[id]).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn add_accounts(
        &self,
        viewer: Viewer,
        query: &str,
        search: &Search,
        results: &mut SearchResults,
    ) -> Result<()> {
        let found = self.find_accounts(viewer, query, search).await?;
        for account in found {
            if !results.accounts.iter().any(|known| known.id == account.id) {
                results.accounts.push(account);
            }
        }
        Ok(())
    }

    /// Looks for people by the beginning of their name.
    pub async fn search_accounts(
        &self,
        caller: &Caller,
        search: Search,
    ) -> Result<Vec<AccountView>> {
        let search = Search {
            kind: Some(SearchKind::Accounts),
            ..search
        };
        Ok(self.search(caller.viewer(), search).await?.accounts)
    }

    async fn search_tags(&self, query: &str, search: &Search) -> Result<Vec<String>> {
        let typed = fold_tag(query.trim());
        let (limit, offset) = (
            i64::from(search.limit.clamp(1, MAX_LIMIT)),
            i64::from(search.offset),
        );
        if typed.is_empty() || typed.contains(char::is_whitespace) {
            return Ok(Vec::new());
        }
        Ok(self
            .store()
            .read(move |conn| store::timeline::search_tags(conn, &typed, limit, offset))
            .await?)
    }

    /// The post with this address, if we have it.
    pub async fn find_post_by_uri(&self, uri: &str) -> Result<Option<PostId>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::post::find(conn, &uri))
            .await?;
        Ok(found.map(|(id, _)| PostId::from(id)))
    }

    /// Who wrote the post that a network calls this: for networks, which see no more of it by that.
    pub async fn find_author_by_uri(&self, uri: &str) -> Result<Option<model::AccountId>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::post::find(conn, &uri))
            .await?;
        Ok(found.map(|(_, author)| author.into()))
    }
}
