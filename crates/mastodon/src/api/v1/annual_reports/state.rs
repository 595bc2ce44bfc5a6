//! `GET /api/v1/annual_reports/:year/state`

use axum::Json;
use serde::Serialize;
use social::annual_report::ReportState;

use crate::access::Me;
use crate::app::App;
use crate::error::Answer;
use crate::form::Target;

#[derive(Debug, Serialize)]
pub(super) struct State {
    state: &'static str,
}

/// `GET /api/v1/annual_reports/:year/state` — whether there is a report, or could be.
pub(super) async fn state(app: App, Me(caller): Me, Target(year): Target<i16>) -> Answer<State> {
    let state = match app.social.annual_report_state(&caller, year).await? {
        ReportState::Available => "available",
        ReportState::Eligible => "eligible",
        ReportState::Ineligible => "ineligible",
    };
    Ok(Json(State { state }))
}
