//! How often something was used in the last days.

use std::collections::HashMap;
use std::time::Duration;

use model::Time;
use store::trend::DayRow;

use super::DayUse;
use crate::{Result, Social};

/// How many days are told.
const DAYS: i64 = 7;
const DAY: Duration = Duration::from_hours(24);

/// The days of each subject, as the database knows them.
pub(super) type Days = HashMap<String, HashMap<i64, DayRow>>;

impl Social {
    /// The last seven days of some tags, newest first; in one question, however many.
    pub async fn tag_histories(&self, tags: &[String]) -> Result<HashMap<String, Vec<DayUse>>> {
        let (asked, since) = (tags.to_vec(), self.since_days());
        let rows = self
            .store()
            .read(move |conn| store::trend::days_of_tags(conn, &asked, since))
            .await?;
        let days = by_subject(rows);
        let history = |tag: &String| (tag.clone(), self.history(&days, tag));
        Ok(tags.iter().map(history).collect())
    }

    /// The smallest id of the days that are told.
    pub(super) fn since_days(&self) -> i64 {
        let before = u32::try_from(DAYS - 1).unwrap_or(0);
        let first = day_of(self.now().minus(DAY * before));
        model::Id::at(start_of(first)).get()
    }

    /// Every day, the quiet ones too.
    pub(super) fn history(&self, days: &Days, subject: &str) -> Vec<DayUse> {
        let (today, known) = (day_of(self.now()), days.get(subject));
        let told = (0..DAYS).map(|ago| {
            let day = today - ago;
            let row = known.and_then(|known| known.get(&day));
            DayUse {
                day: start_of(day),
                uses: row.map_or(0, |row| row.uses),
                accounts: row.map_or(0, |row| row.accounts),
            }
        });
        told.collect()
    }
}

pub(super) fn by_subject(rows: Vec<DayRow>) -> Days {
    let mut days = Days::new();
    for row in rows {
        days.entry(row.subject.clone())
            .or_default()
            .insert(row.day, row);
    }
    days
}

/// Days since 1970.
fn day_of(time: Time) -> i64 {
    time.micros().div_euclid(DAY_MICROS)
}

fn start_of(day: i64) -> Time {
    Time::from_micros(day.saturating_mul(DAY_MICROS))
}

const DAY_MICROS: i64 = 86_400_000_000;
