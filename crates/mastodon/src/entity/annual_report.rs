//! <https://docs.joinmastodon.org/entities/AnnualReport/>

use model::{AccountId, PostId};
use serde::Serialize;
use social::annual_report::{AnnualReport, Archetype, Numbers};

use super::{Account, Status};

/// Reports, with the people and posts they name.
#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AnnualReports {
    annual_reports: Vec<Report>,
    accounts: Vec<Account>,
    statuses: Vec<Status>,
}

impl AnnualReports {
    pub(crate) fn new(owner: AccountId, reports: Vec<AnnualReport>, statuses: Vec<Status>) -> Self {
        let report = |report: AnnualReport| Report {
            year: report.year,
            schema_version: 2,
            data: report.numbers.into(),
            share_url: None,
            account_id: owner,
        };
        Self {
            annual_reports: reports.into_iter().map(report).collect(),
            accounts: Vec::new(),
            statuses,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
struct Report {
    year: i16,
    schema_version: u8,
    data: Data,
    share_url: Option<String>,
    account_id: AccountId,
}

#[derive(Debug, Clone, Serialize)]
struct Data {
    archetype: Archetype,
    type_distribution: Types,
    top_statuses: TopStatuses,
    time_series: Vec<()>,
    top_hashtags: Vec<TopTag>,
    // What the second version of the report has no more.
    most_used_apps: [(); 0],
    commonly_interacted_with_accounts: [(); 0],
    most_reblogged_accounts: [(); 0],
    percentiles: u8,
}

#[derive(Debug, Clone, Serialize)]
struct Types {
    total: i64,
    standalone: i64,
    replies: i64,
    reblogs: i64,
}

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Debug, Clone, Serialize)]
struct TopStatuses {
    by_reblogs: Option<PostId>,
    by_favourites: Option<PostId>,
    by_replies: Option<PostId>,
}

#[derive(Debug, Clone, Serialize)]
struct TopTag {
    name: String,
    count: i64,
}

impl From<Numbers> for Data {
    fn from(numbers: Numbers) -> Self {
        let [by_reblogs, by_favourites, by_replies] = numbers.best;
        let tag = |(name, count): (String, i64)| TopTag { name, count };
        Self {
            archetype: numbers.archetype,
            type_distribution: Types {
                total: numbers.posts + numbers.replies + numbers.boosts,
                standalone: numbers.posts,
                replies: numbers.replies,
                reblogs: numbers.boosts,
            },
            top_statuses: TopStatuses {
                by_reblogs,
                by_favourites,
                by_replies,
            },
            time_series: Vec::new(),
            top_hashtags: numbers.tags.into_iter().map(tag).collect(),
            most_used_apps: [],
            commonly_interacted_with_accounts: [],
            most_reblogged_accounts: [],
            percentiles: 0,
        }
    }
}
