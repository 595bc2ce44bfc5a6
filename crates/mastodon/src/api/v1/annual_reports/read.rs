//! `POST /api/v1/annual_reports/:year/read`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/annual_reports/:year/read` — I have looked at my report.
pub(super) async fn read(app: App, Me(caller): Me, Target(year): Target<i16>) -> Answer<Empty> {
    app.social.read_annual_report(&caller, year).await?;
    Ok(Json(Empty {}))
}
