//! Working out what is talked about. A job does it now and then; nobody's request waits for it.

use std::time::Duration;

use super::history::by_subject;
use super::{DayUse, TrendKind};
use crate::{Result, Social};

/// Posts older than this make nothing trend.
const TALK: Duration = Duration::from_hours(3 * 24);
/// How many of each kind are kept.
const MOST: i64 = 100;
/// One person's favourite is no trend.
const LEAST_AUTHORS: i64 = 2;
const LEAST_REACTIONS: i64 = 2;
/// How many posts of one person may trend.
const OF_ONE_AUTHOR: usize = 2;
const HOUR_MICROS: i64 = 3_600_000_000;

impl Social {
    /// Works out anew what is talked about.
    pub async fn refresh_trends(&self) -> Result<()> {
        let since = model::Id::at(self.now().minus(TALK)).get();
        let tags = self.scored_tags(since).await?;
        let links = self.scored_links(since).await?;
        let posts = self.scored_posts(since).await?;
        let done = self.store().write(move |tx| {
            store::trend::replace(tx, TrendKind::Tag.as_str(), &tags)?;
            store::trend::replace(tx, TrendKind::Link.as_str(), &links)?;
            store::trend::replace(tx, TrendKind::Post.as_str(), &posts)
        });
        Ok(done.await?)
    }

    async fn scored_tags(&self, since: i64) -> Result<Vec<(String, i64)>> {
        let days = self.since_days();
        let (tags, rows) = self
            .store()
            .read(move |conn| {
                let tags = store::trend::busy_tags(conn, since, LEAST_AUTHORS, MOST)?;
                let rows = store::trend::days_of_tags(conn, &tags, days)?;
                Ok((tags, rows))
            })
            .await?;
        let days = by_subject(rows);
        let scored = |tag: String| (score(&self.history(&days, &tag)), tag);
        Ok(tags
            .into_iter()
            .map(scored)
            .map(|(score, tag)| (tag, score))
            .collect())
    }

    async fn scored_links(&self, since: i64) -> Result<Vec<(String, i64)>> {
        let days = self.since_days();
        let (cards, rows) = self
            .store()
            .read(move |conn| {
                let cards = store::trend::busy_cards(conn, since, LEAST_AUTHORS, MOST)?;
                let rows = store::trend::days_of_cards(conn, &cards, days)?;
                Ok((cards, rows))
            })
            .await?;
        let days = by_subject(rows);
        let scored = |card: i64| {
            let subject = card.to_string();
            let score = score(&self.history(&days, &subject));
            (subject, score)
        };
        Ok(cards.into_iter().map(scored).collect())
    }

    /// Posts by their reactions; those of yesterday weigh a quarter.
    async fn scored_posts(&self, since: i64) -> Result<Vec<(String, i64)>> {
        let rows = self
            .store()
            .read(move |conn| store::trend::busy_posts(conn, since, LEAST_REACTIONS, 3 * MOST))
            .await?;
        let now = self.now().micros();
        let mut of_author = std::collections::HashMap::<i64, usize>::new();
        let mut scored = Vec::new();
        for (post, author, reactions) in rows {
            let already = of_author.entry(author).or_default();
            *already += 1;
            if *already <= OF_ONE_AUTHOR {
                let half_days = ((now - (post >> 10)) / HOUR_MICROS / 12).clamp(0, 10);
                scored.push((
                    post.to_string(),
                    reactions.saturating_mul(1_000) >> half_days,
                ));
            }
        }
        Ok(scored)
    }
}

/// Authors of each day, a day counting half of the one after it.
fn score(history: &[DayUse]) -> i64 {
    let weighed = history.iter().enumerate().map(|(ago, day)| {
        let halvings = u32::try_from(ago).unwrap_or(u32::MAX).min(20);
        day.accounts.saturating_mul(1_024) >> halvings
    });
    weighed.sum()
}

#[cfg(test)]
mod tests {
    use model::Time;

    use super::*;

    #[test]
    fn today_weighs_more_than_yesterday_and_people_more_than_posts() {
        let day = |accounts, uses| DayUse {
            day: Time::from_seconds(0),
            uses,
            accounts,
        };
        assert!(score(&[day(3, 3)]) > score(&[day(0, 0), day(5, 5)]));
        assert!(score(&[day(2, 2)]) > score(&[day(1, 90)]));
    }
}
