//! `/api/v1/annual_reports`: my years in numbers.

mod generate;
mod index;
mod read;
mod show;
mod state;

use social::Caller;
use social::annual_report::AnnualReport;

use crate::access::Rule;
use crate::app::App;
use crate::entity::{AnnualReports, Status};
use crate::error::Result;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (reads, writes) = (
        Rule::User(&["read:accounts"]),
        Rule::User(&["write:accounts"]),
    );
    table
        .get("/api/v1/annual_reports", reads, index::index)
        .get("/api/v1/annual_reports/{year}", reads, show::show)
        .get("/api/v1/annual_reports/{year}/state", reads, state::state)
        .post(
            "/api/v1/annual_reports/{year}/generate",
            writes,
            generate::generate,
        )
        .post("/api/v1/annual_reports/{year}/read", writes, read::read)
}

/// Reports with the posts they name.
async fn wrapped(app: &App, caller: &Caller, reports: Vec<AnnualReport>) -> Result<AnnualReports> {
    let posts = app.social.reported_posts(caller, &reports).await?;
    let lens = app.lens(caller.viewer());
    let statuses = posts
        .into_iter()
        .map(|post| Status::new(post, &lens))
        .collect();
    Ok(AnnualReports::new(caller.account_id, reports, statuses))
}
