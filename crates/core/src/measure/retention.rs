//! How many of those who joined together come back.

use std::collections::{BTreeMap, BTreeSet};

use model::Time;

use super::{DAY_MICROS, Span, at};
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Error, Result, Social};

/// The most days of one question by days: each is compared with each.
const MAX_DAYS: i64 = 60;
/// The most that is read for one question.
const MAX_ROWS: i64 = 500_000;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// A day.
    Day,
    /// A month.
    Month,
}

impl Frequency {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Day, Self::Month]
            .into_iter()
            .find(|frequency| frequency.as_str() == word)
    }

    /// The first day of the period that a day is in.
    fn period_of(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            Self::Month => {
                let date = at(day).date();
                let first = date.get(..7).map(|month| format!("{month}-01T00:00:00Z"));
                first
                    .and_then(|text| Time::parse(&text))
                    .map_or(day, |time| time.micros().div_euclid(DAY_MICROS))
            }
        }
    }
}

/// Those who joined in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// When it began.
    pub period: Time,
    /// How many of them were there, in this period and in each after it.
    pub presence: Vec<Presence>,
}

/// How many of a cohort were there in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Presence {
    /// When the period began.
    pub period: Time,
    /// How many.
    pub value: i64,
    /// Of all of the cohort: 0 to 1.
    pub rate: f64,
}

impl Social {
    /// Compares each period with each after it. For moderators.
    pub async fn retention(
        &self,
        caller: &Caller,
        frequency: Frequency,
        span: Span,
    ) -> Result<Vec<Cohort>> {
        require(caller, Role::Moderator)?;
        if frequency == Frequency::Day && span.days > MAX_DAYS {
            let reason = "must be within 60 days of start_at";
            return Err(Error::invalid("end_at", "invalid", reason));
        }
        let (from, to) = (span.from(), span.to());
        let rows = self
            .store()
            .read(move |conn| store::measure::presence(conn, from, to, MAX_ROWS))
            .await?;
        let mut there: BTreeMap<(i64, i64), BTreeSet<i64>> = BTreeMap::new();
        for (account, joined, day) in rows {
            let cohort = frequency.period_of(joined.div_euclid(DAY_MICROS));
            let period = frequency.period_of(day);
            there.entry((cohort, period)).or_default().insert(account);
        }
        let periods: BTreeSet<i64> = span
            .each_day()
            .map(|day| frequency.period_of(day))
            .collect();
        let cohorts = periods.iter().map(|cohort| {
            let all = size(&there, *cohort, *cohort);
            let presence = periods.range(*cohort..).map(|period| {
                let value = size(&there, *cohort, *period);
                Presence {
                    period: at(*period),
                    value: i64::from(value),
                    rate: f64::from(value) / f64::from(all.max(1)),
                }
            });
            Cohort {
                period: at(*cohort),
                presence: presence.collect(),
            }
        });
        Ok(cohorts.collect())
    }
}

fn size(there: &BTreeMap<(i64, i64), BTreeSet<i64>>, cohort: i64, period: i64) -> u32 {
    let accounts = there.get(&(cohort, period)).map_or(0, BTreeSet::len);
    u32::try_from(accounts).unwrap_or(u32::MAX)
}
