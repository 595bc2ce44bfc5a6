//! What moderators see of trends, and decide.

use model::Id;
use model::text::fold_tag;

use super::list::post_ids;
use super::{LinkTrend, Part, TagDecision, TagState, TrendKind};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Error, PostView, Result, Social};

/// Longer ones are no tags.
const MAX_TAG_CHARS: usize = 100;

impl Social {
    /// Tags that trend, whatever was decided about them. For moderators.
    pub async fn tags_to_review(&self, caller: &Caller, part: Part) -> Result<Vec<TagState>> {
        let tags = self.all_trends(caller, TrendKind::Tag, part).await?;
        self.tag_states(tags).await
    }

    /// Posts that trend, whatever was decided about them. For moderators.
    pub async fn posts_to_review(&self, caller: &Caller, part: Part) -> Result<Vec<PostView>> {
        let ids = self.all_trends(caller, TrendKind::Post, part).await?;
        self.posts(caller.viewer(), &post_ids(&ids)).await
    }

    /// Links that trend, with whether nobody has decided about each. For moderators.
    pub async fn links_to_review(
        &self,
        caller: &Caller,
        part: Part,
    ) -> Result<Vec<(LinkTrend, bool)>> {
        let ids = self.all_trends(caller, TrendKind::Link, part).await?;
        let asked = ids.clone();
        let decided = self
            .store()
            .read(move |conn| store::trend::reviews(conn, TrendKind::Link.as_str(), &asked))
            .await?;
        let links = self.link_trends(&ids).await?.into_iter();
        let needs_review = |link: &LinkTrend| {
            let id = link.card.id.to_string();
            !decided.iter().any(|(subject, _)| *subject == id)
        };
        Ok(links
            .map(|link| (needs_review(&link), link))
            .map(|(needs, link)| (link, needs))
            .collect())
    }

    /// Servers of links that trend: their name, and what was decided. For moderators.
    pub async fn publishers_to_review(
        &self,
        caller: &Caller,
        part: Part,
    ) -> Result<Vec<(String, Option<bool>)>> {
        require(caller, Role::Moderator)?;
        let (limit, offset) = (i64::from(part.limit), i64::from(part.offset));
        let rows = self
            .store()
            .read(move |conn| store::trend::publishers(conn, limit, offset))
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.subject, row.is_allowed))
            .collect())
    }

    /// Decides whether a post, a link or a publisher may trend. For moderators.
    pub async fn review_trend(
        &self,
        caller: &Caller,
        kind: TrendKind,
        subject: &str,
        is_allowed: bool,
    ) -> Result<()> {
        require(caller, Role::Moderator)?;
        let (subject, now) = (subject.to_owned(), self.now().micros());
        let done = self
            .store()
            .write(move |tx| store::trend::review(tx, kind.as_str(), &subject, is_allowed, now));
        Ok(done.await?)
    }

    /// A link by the id of its card. For moderators.
    pub async fn link_to_review(&self, caller: &Caller, id: Id) -> Result<LinkTrend> {
        require(caller, Role::Moderator)?;
        let mut found = self.link_trends(&[id.to_string()]).await?;
        found.pop().ok_or(Error::NotFound("This link"))
    }

    /// Tags that are known, by name, those after `after`. For moderators.
    pub async fn known_tags(
        &self,
        caller: &Caller,
        after: &str,
        limit: u32,
    ) -> Result<Vec<TagState>> {
        require(caller, Role::Moderator)?;
        let after = after.to_owned();
        let tags = self
            .store()
            .read(move |conn| store::trend::known_tags(conn, &after, i64::from(limit)))
            .await?;
        self.tag_states(tags).await
    }

    /// What was decided about a tag. For moderators.
    pub async fn tag_state(&self, caller: &Caller, tag: &str) -> Result<TagState> {
        require(caller, Role::Moderator)?;
        let states = self.tag_states(vec![checked_tag(tag)?]).await?;
        states.into_iter().next().ok_or(Error::NotFound("This tag"))
    }

    /// Decides about a tag. For moderators.
    pub async fn decide_tag(
        &self,
        caller: &Caller,
        tag: &str,
        decision: TagDecision,
    ) -> Result<TagState> {
        let state = self.tag_state(caller, tag).await?;
        let now = self.now().micros();
        let listable = decision.is_listable.unwrap_or(state.is_listable);
        let usable = decision.is_usable.unwrap_or(state.is_usable);
        let tag = state.tag.clone();
        let done = self.store().write(move |tx| {
            store::trend::set_tag_rule(tx, &tag, listable, usable)?;
            match decision.is_trendable {
                Some(may) => store::trend::review(tx, TrendKind::Tag.as_str(), &tag, may, now),
                None => Ok(()),
            }
        });
        done.await?;
        self.tag_state(caller, &state.tag).await
    }

    async fn all_trends(
        &self,
        caller: &Caller,
        kind: TrendKind,
        part: Part,
    ) -> Result<Vec<String>> {
        require(caller, Role::Moderator)?;
        let (limit, offset) = (i64::from(part.limit), i64::from(part.offset));
        let rows = self
            .store()
            .read(move |conn| store::trend::list(conn, kind.as_str(), limit, offset))
            .await?;
        Ok(rows.into_iter().map(|row| row.subject).collect())
    }

    async fn tag_states(&self, tags: Vec<String>) -> Result<Vec<TagState>> {
        let undecided = !self.community().await?.reviews_trends;
        let asked = tags.clone();
        let (decided, rules) = self
            .store()
            .read(move |conn| {
                let decided = store::trend::reviews(conn, TrendKind::Tag.as_str(), &asked)?;
                Ok((decided, store::trend::tag_rules(conn, &asked)?))
            })
            .await?;
        let trends = self.tag_trends(tags).await?.into_iter();
        let state = |trend: super::TagTrend| {
            let decision = decided
                .iter()
                .find(|(tag, _)| *tag == trend.tag)
                .map(|(_, may)| *may);
            let rule = rules.iter().find(|(tag, _, _)| *tag == trend.tag);
            TagState {
                tag: trend.tag,
                history: trend.history,
                is_trendable: decision.unwrap_or(undecided),
                needs_review: decision.is_none(),
                is_listable: rule.is_none_or(|(_, listable, _)| *listable),
                is_usable: rule.is_none_or(|(_, _, usable)| *usable),
            }
        };
        Ok(trends.map(state).collect())
    }
}

fn checked_tag(tag: &str) -> Result<String> {
    let folded = fold_tag(tag);
    let is_tag = !folded.is_empty()
        && folded.chars().count() <= MAX_TAG_CHARS
        && folded
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '·'));
    if is_tag {
        Ok(folded)
    } else {
        Err(Error::NotFound("This tag"))
    }
}
