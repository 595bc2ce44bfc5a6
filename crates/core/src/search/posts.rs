//! Posts by their words.
//!
//! Always true here: the index only names posts. Each is then loaded with the facts of this moment, passes the one
//! rule of who may see it, and must still be findable by whoever asks, however old the index is.

use model::{AccountId, Audience};
use store::search::{Part, Question, Term};

use super::query::{Place, Query, Sought, Who};
use super::{MAX_LIMIT, Search, mark};
use crate::post::show::{Loaded, Muted};
use crate::{PostView, Result, Social, Viewer};

impl Social {
    /// Posts that answer a question, newest first: of the viewer's own library, and public ones whose authors let
    /// others find them.
    pub(super) async fn search_posts(
        &self,
        viewer: Viewer,
        query: &Query,
        search: &Search,
    ) -> Result<Vec<PostView>> {
        let is_empty = query.all.is_empty() && query.from.is_empty() && !query.has_operators;
        if is_empty {
            return Ok(Vec::new());
        }
        let Some(question) = self.question(viewer, query, search).await? else {
            return Ok(Vec::new());
        };
        let (below, above) = query.ids();
        let part = Part {
            below: search.below.map_or(below, |id| below.min(id.get())),
            above: search.above.map_or(above, |id| above.max(id.get())),
            limit: i64::from(search.limit.clamp(1, MAX_LIMIT)),
            offset: i64::from(search.offset),
        };
        let now = self.now();
        let (ids, loaded) = self
            .store()
            .read(move |conn| {
                let ids = store::search::ask_posts(conn, &question, part)?;
                let loaded = Loaded::read(conn, &ids, viewer, now)?;
                Ok((ids, loaded))
            })
            .await?;
        let mut found = self.views(viewer, &ids, loaded, Muted::Hidden).await?;
        found.retain(|post| may_find(post, viewer));
        Ok(found)
    }

    /// The question for the index; `None` when nothing can answer it.
    async fn question(
        &self,
        viewer: Viewer,
        query: &Query,
        search: &Search,
    ) -> Result<Option<Question>> {
        let mut places = Vec::new();
        if query.place != Place::Library {
            places.push(Term::mark(mark::public()));
        }
        if let (Viewer::Member(id), Place::All | Place::Library) = (viewer, query.place) {
            places.push(Term::mark(mark::library(id.get())));
        }
        let mut all = vec![places];
        if !query.from.is_empty() {
            all.push(self.authors(viewer, &query.from).await?);
        }
        if let Some(account) = search.account {
            all.push(vec![Term::mark(mark::author(account.get()))]);
        }
        all.extend(query.all.iter().map(|sought| vec![term(sought)]));
        if all.iter().any(Vec::is_empty) {
            return Ok(None);
        }
        let mut none: Vec<Term> = query.none.iter().map(term).collect();
        none.extend(self.authors(viewer, &query.not_from).await?);
        Ok(Some(Question { all, none }))
    }

    /// The marks of those who are known among some authors.
    async fn authors(&self, viewer: Viewer, who: &[Who]) -> Result<Vec<Term>> {
        let mut found = Vec::new();
        for who in who {
            let id = match who {
                Who::Me => viewer.account_id(),
                Who::Named(acct) => self.find_account_id(acct).await?,
            };
            found.extend(id.map(|id| Term::mark(mark::author(id.get()))));
        }
        Ok(found)
    }
}

fn term(sought: &Sought) -> Term {
    match sought {
        Sought::Words(phrase) => Term {
            words: phrase.words.clone(),
            is_beginning: phrase.is_beginning,
        },
        Sought::Tag(tag) => Term::mark(mark::tag(tag)),
        Sought::Has(what) => Term::mark(mark::has(what)),
        Sought::Is(what) => Term::mark(mark::is(what)),
        Sought::Language(tag) => Term::mark(mark::language(tag)),
    }
}

/// Whether the viewer may find what they may see: their own library, what is for them by name, and what its author lets
/// everybody find.
fn may_find(post: &PostView, viewer: Viewer) -> bool {
    let is_named = |id: AccountId| post.mentions.iter().any(|mention| mention.id == id);
    let mine = &post.mine;
    let is_for_few = matches!(post.audience, Audience::Circle | Audience::Mentioned);
    (post.audience == Audience::Public && post.account.is_indexable)
        || is_for_few
        || mine.wrote
        || mine.liked
        || mine.boosted
        || mine.bookmarked
        || viewer.account_id().is_some_and(is_named)
}
