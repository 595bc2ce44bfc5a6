//! Numbers for staff. Every question has a beginning and an end, which are never far apart.

mod dimensions;
mod measures;
mod retention;

use model::Time;

use crate::{Error, Result};

pub use dimensions::{Dimension, Share};
pub use measures::{About, Measure, MeasureKey};
pub use retention::{Cohort, Frequency, Presence};

const DAY_MICROS: i64 = 86_400_000_000;
/// The most days that one question spans.
const MAX_DAYS: i64 = 366;

/// A number of whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    first: i64,
    days: i64,
}

impl Span {
    /// From the day of one moment to the day of another, both included.
    pub fn new(start: Time, end: Time) -> Result<Self> {
        let first = start.micros().div_euclid(DAY_MICROS);
        let days = end.micros().div_euclid(DAY_MICROS) - first + 1;
        if first < 0 || !(1..=MAX_DAYS).contains(&days) {
            let reason = "must be after start_at, and within a year of it";
            return Err(Error::invalid("end_at", "invalid", reason));
        }
        Ok(Self { first, days })
    }

    /// The span of the same length before this one.
    const fn before(self) -> Self {
        Self {
            first: self.first - self.days,
            days: self.days,
        }
    }

    const fn from(self) -> i64 {
        self.first * DAY_MICROS
    }

    const fn to(self) -> i64 {
        (self.first + self.days) * DAY_MICROS
    }

    fn each_day(self) -> impl Iterator<Item = i64> {
        self.first..self.first + self.days
    }
}

/// The beginning of a day counted from 1970.
const fn at(day: i64) -> Time {
    Time::from_micros(day * DAY_MICROS)
}
