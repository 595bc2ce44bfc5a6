//! Showing what is talked about.

use model::{Id, PostId};
use store::card::CardRow;

use super::history::by_subject;
use super::{LinkTrend, Part, TagTrend, TrendKind};
use crate::{PostView, Result, Social, Viewer};

impl Social {
    /// Tags that are talked about.
    pub async fn trending_tags(&self, part: Part) -> Result<Vec<TagTrend>> {
        let tags = self.shown_trends(TrendKind::Tag, part).await?;
        self.tag_trends(tags).await
    }

    /// Posts that are talked about, as far as the viewer may see them.
    pub async fn trending_posts(&self, viewer: Viewer, part: Part) -> Result<Vec<PostView>> {
        let ids = self.shown_trends(TrendKind::Post, part).await?;
        self.posts(viewer, &post_ids(&ids)).await
    }

    /// Links that are talked about.
    pub async fn trending_links(&self, part: Part) -> Result<Vec<LinkTrend>> {
        let ids = self.shown_trends(TrendKind::Link, part).await?;
        self.link_trends(&ids).await
    }

    /// Those of some tags that moderators have not taken out of use.
    pub(crate) async fn usable_tags(&self, tags: Vec<String>) -> Result<Vec<String>> {
        if tags.is_empty() {
            return Ok(tags);
        }
        let asked = tags.clone();
        let rules = self
            .store()
            .read(move |conn| store::trend::tag_rules(conn, &asked))
            .await?;
        let is_unusable = |tag: &String| {
            rules
                .iter()
                .any(|(known, _, usable)| known == tag && !usable)
        };
        Ok(tags.into_iter().filter(|tag| !is_unusable(tag)).collect())
    }

    async fn shown_trends(&self, kind: TrendKind, part: Part) -> Result<Vec<String>> {
        let undecided = !self.community().await?.reviews_trends;
        let (limit, offset) = (i64::from(part.limit), i64::from(part.offset));
        Ok(self
            .store()
            .read(move |conn| store::trend::shown(conn, kind.as_str(), undecided, limit, offset))
            .await?)
    }

    pub(super) async fn tag_trends(&self, tags: Vec<String>) -> Result<Vec<TagTrend>> {
        let mut histories = self.tag_histories(&tags).await?;
        let trend = |tag: String| TagTrend {
            history: histories.remove(&tag).unwrap_or_default(),
            tag,
        };
        Ok(tags.into_iter().map(trend).collect())
    }

    pub(super) async fn link_trends(&self, ids: &[String]) -> Result<Vec<LinkTrend>> {
        let wanted: Vec<i64> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let (asked, since) = (wanted.clone(), self.since_days());
        let (rows, days) = self
            .store()
            .read(move |conn| {
                let rows = store::card::load(conn, &asked)?;
                Ok((rows, store::trend::days_of_cards(conn, &asked, since)?))
            })
            .await?;
        let days = by_subject(days);
        let trend = |id: &i64| {
            let row: &CardRow = rows.iter().find(|row| row.id == *id)?;
            let card = self.card(row)?;
            let history = self.history(&days, &id.to_string());
            Some(LinkTrend { card, history })
        };
        Ok(wanted.iter().filter_map(trend).collect())
    }
}

pub(super) fn post_ids(subjects: &[String]) -> Vec<PostId> {
    let ids = subjects.iter().filter_map(|id| id.parse::<Id>().ok());
    ids.map(PostId::from).collect()
}
