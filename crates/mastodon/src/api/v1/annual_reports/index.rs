//! `GET /api/v1/annual_reports`

use axum::Json;

use super::wrapped;
use crate::access::Me;
use crate::app::App;
use crate::entity::AnnualReports;
use crate::error::Answer;

/// `GET /api/v1/annual_reports` — the reports that I have not looked at.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<AnnualReports> {
    let mut reports = app.social.annual_reports(&caller).await?;
    reports.retain(|report| !report.is_viewed);
    Ok(Json(wrapped(&app, &caller, reports).await?))
}
