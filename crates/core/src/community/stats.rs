//! The community in numbers.

use std::time::Duration;

use store::Conn;

use crate::{Result, Social};

/// The community in numbers, some minutes old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Members who are in.
    pub members: i64,
    /// What they wrote.
    pub posts: i64,
    /// Other servers that are known here.
    pub peers: i64,
    /// Members seen in the last 30 days.
    pub active_month: i64,
    /// Members seen in the last 180 days.
    pub active_half_year: i64,
}

const DAY: Duration = Duration::from_hours(24);

impl Social {
    /// The community in numbers. Counting is slow, so they are up to five minutes old.
    pub async fn stats(&self) -> Result<Stats> {
        let memory = &self.memory().community.stats;
        let now = self.now();
        if let Some(known) = memory.get(&(), now) {
            return Ok(known);
        }
        let asked = memory.ask();
        let (month, half_year) = (now.minus(DAY * 30).micros(), now.minus(DAY * 180).micros());
        let stats = self
            .store()
            .read(move |conn| count(conn, month, half_year))
            .await?;
        memory.put((), stats, now, asked);
        Ok(stats)
    }
}

fn count(conn: &mut Conn, month: i64, half_year: i64) -> store::Result<Stats> {
    let counts = store::member::count(conn)?;
    Ok(Stats {
        members: counts.members,
        posts: counts.posts,
        peers: store::domain::count_peers(conn)?,
        active_month: store::member::count_active(conn, month)?,
        active_half_year: store::member::count_active(conn, half_year)?,
    })
}
