//! A year of a member in numbers: counted when they ask for it, kept for them alone.

use jiff::civil::date;
use jiff::tz::TimeZone;
use model::{Id, PostId, Time};
use serde::{Deserialize, Serialize};
use store::activity::Year;

use crate::{Caller, Error, PostView, Result, Social};

/// What a year was, coarsely and in play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Archetype {
    /// Read more than wrote.
    Lurker,
    /// Repeated more than wrote.
    Booster,
    /// Answered more than anything.
    Replier,
    /// Wrote what others had not asked for.
    Oracle,
}

/// A year in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// What it was.
    pub archetype: Archetype,
    /// Posts that answer nothing.
    pub posts: i64,
    /// Answers.
    pub replies: i64,
    /// Boosts.
    pub boosts: i64,
    /// New followers.
    pub followers: i64,
    /// The tags used most, and how often.
    pub tags: Vec<(String, i64)>,
    /// The public posts that were boosted, liked and answered most.
    pub best: [Option<PostId>; 3],
}

/// A report of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualReport {
    /// Which year.
    pub year: i16,
    /// Its numbers.
    pub numbers: Numbers,
    /// Whether it was looked at.
    pub is_viewed: bool,
}

/// How it stands with the report of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// It is there.
    Available,
    /// It can be made.
    Eligible,
    /// There is nothing to report.
    Ineligible,
}

/// Fewer posts are no year to report.
const LEAST_POSTS: i64 = 1;
const LURKER_BELOW: i64 = 10;

impl Social {
    /// All reports of the caller, newest first.
    pub async fn annual_reports(&self, caller: &Caller) -> Result<Vec<AnnualReport>> {
        self.reports(caller, 0).await
    }

    /// One of them.
    pub async fn annual_report(&self, caller: &Caller, year: i16) -> Result<AnnualReport> {
        self.reports(caller, year).await?.pop().ok_or(GONE)
    }

    /// How it stands with the report of a year.
    pub async fn annual_report_state(&self, caller: &Caller, year: i16) -> Result<ReportState> {
        if !self.reports(caller, year).await?.is_empty() {
            return Ok(ReportState::Available);
        }
        let Some((from, to)) = self.bounds(year) else {
            return Ok(ReportState::Ineligible);
        };
        let account = caller.account_id.get();
        let counted = self
            .store()
            .read(move |conn| store::activity::year(conn, account, from, to))
            .await?;
        Ok(if counted.posts + counted.replies >= LEAST_POSTS {
            ReportState::Eligible
        } else {
            ReportState::Ineligible
        })
    }

    /// Counts a year and keeps the report.
    pub async fn make_annual_report(&self, caller: &Caller, year: i16) -> Result<()> {
        if self.annual_report_state(caller, year).await? != ReportState::Eligible {
            return Ok(());
        }
        let (from, to) = self.bounds(year).ok_or(GONE)?;
        let account = caller.account_id.get();
        let (counted, best, tags) = self
            .store()
            .read(move |conn| {
                Ok((
                    store::activity::year(conn, account, from, to)?,
                    store::activity::best_posts(conn, account, from, to)?,
                    store::activity::year_tags(conn, account, from, to)?,
                ))
            })
            .await?;
        let numbers = Numbers {
            archetype: archetype(counted),
            posts: counted.posts,
            replies: counted.replies,
            boosts: counted.boosts,
            followers: counted.followers,
            tags,
            best: best.map(|id| id.map(PostId::from)),
        };
        let json = serde_json::to_string(&numbers).map_err(Error::internal)?;
        let done = self
            .store()
            .write(move |tx| store::activity::put_report(tx, account, i64::from(year), &json));
        Ok(done.await?)
    }

    /// Notes that the caller has looked at a report.
    pub async fn read_annual_report(&self, caller: &Caller, year: i16) -> Result<()> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let done = self
            .store()
            .write(move |tx| store::activity::view_report(tx, account, i64::from(year), now));
        if done.await? { Ok(()) } else { Err(GONE) }
    }

    /// The posts that reports name, as far as they are still there.
    pub async fn reported_posts(
        &self,
        caller: &Caller,
        reports: &[AnnualReport],
    ) -> Result<Vec<PostView>> {
        let mut ids: Vec<PostId> = Vec::new();
        for id in reports
            .iter()
            .flat_map(|report| report.numbers.best)
            .flatten()
        {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.posts(caller.viewer(), &ids).await
    }

    async fn reports(&self, caller: &Caller, year: i16) -> Result<Vec<AnnualReport>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |conn| store::activity::reports(conn, account, i64::from(year)))
            .await?;
        let report = |row: store::activity::ReportRow| {
            Some(AnnualReport {
                year: row.year.try_into().ok()?,
                numbers: serde_json::from_str(&row.about).ok()?,
                is_viewed: row.is_viewed,
            })
        };
        Ok(rows.into_iter().filter_map(report).collect())
    }

    /// The ids of a year that has begun: from, and below.
    fn bounds(&self, year: i16) -> Option<(i64, i64)> {
        let start = |year: i16| {
            let first = date(year, 1, 1).to_zoned(TimeZone::UTC).ok()?;
            Some(Time::from_micros(first.timestamp().as_microsecond()))
        };
        if !(1970..=9000).contains(&year) {
            return None;
        }
        let (from, to) = (start(year)?, start(year.checked_add(1)?)?);
        (from <= self.now()).then(|| (Id::at(from).get(), Id::at(to).get()))
    }
}

/// What is said of a report that is not there.
const GONE: Error = Error::NotFound("This report");

fn archetype(year: Year) -> Archetype {
    if year.posts + year.replies + year.boosts < LURKER_BELOW {
        Archetype::Lurker
    } else if year.boosts > 2 * (year.posts + year.replies) {
        Archetype::Booster
    } else if year.replies > 2 * year.posts {
        Archetype::Replier
    } else {
        Archetype::Oracle
    }
}
