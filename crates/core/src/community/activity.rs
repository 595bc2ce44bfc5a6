//! The weeks of the community, and the servers it knows.

use std::collections::HashMap;

use model::Time;

use crate::{Result, Social};

/// A week of the community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first moment.
    pub start: Time,
    /// What people here posted.
    pub posts: i64,
    /// How many of them were seen.
    pub seen: i64,
    /// How many joined.
    pub joined: i64,
}

const WEEK_MICROS: i64 = 604_800_000_000;
/// How many weeks are told.
const WEEKS: i64 = 12;
/// The most servers that are named at once.
const MAX_PEERS: i64 = 50_000;
const FOUND_PEERS: i64 = 20;

impl Social {
    /// The last twelve weeks, this one first.
    pub async fn weeks(&self) -> Result<Vec<Week>> {
        let this = self.this_week();
        let first = this - (WEEKS - 1);
        let since = first * WEEK_MICROS;
        let (posts, seen, joined) = self
            .store()
            .read(move |conn| {
                Ok((
                    by_week(store::activity::posts(conn, since)?),
                    by_week(store::activity::seen(conn, first)?),
                    by_week(store::activity::joined(conn, since)?),
                ))
            })
            .await?;
        let of = |counts: &HashMap<i64, i64>, week| counts.get(&week).copied().unwrap_or(0);
        let week = |week: i64| Week {
            start: Time::from_micros(week * WEEK_MICROS),
            posts: of(&posts, week),
            seen: of(&seen, week),
            joined: of(&joined, week),
        };
        Ok((first..=this).rev().map(week).collect())
    }

    /// Notes who was seen this week. A job does it more often than a week ends.
    pub async fn note_seen(&self) -> Result<()> {
        let week = self.this_week();
        let done = self
            .store()
            .write(move |tx| store::activity::note_seen(tx, week, week * WEEK_MICROS));
        Ok(done.await?)
    }

    /// The servers that are known here, by name.
    pub async fn peers(&self) -> Result<Vec<String>> {
        let known = self
            .store()
            .read(|conn| store::domain::peers(conn, MAX_PEERS));
        Ok(known.await?)
    }

    /// Some of those whose name begins with what was typed.
    pub async fn find_peers(&self, typed: &str) -> Result<Vec<String>> {
        let typed = typed.trim().to_owned();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let found = self
            .store()
            .read(move |conn| store::activity::peers_like(conn, &typed, FOUND_PEERS));
        Ok(found.await?)
    }

    fn this_week(&self) -> i64 {
        self.now().micros().div_euclid(WEEK_MICROS)
    }
}

fn by_week(rows: Vec<(i64, i64)>) -> HashMap<i64, i64> {
    rows.into_iter().collect()
}
