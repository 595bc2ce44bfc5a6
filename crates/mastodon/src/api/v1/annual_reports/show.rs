//! `GET /api/v1/annual_reports/:year`

use axum::Json;

use super::wrapped;
use crate::access::Me;
use crate::app::App;
use crate::entity::AnnualReports;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/annual_reports/:year` — my report of a year.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(year): Target<i16>,
) -> Answer<AnnualReports> {
    let report = app.social.annual_report(&caller, year).await?;
    Ok(Json(wrapped(&app, &caller, vec![report]).await?))
}
