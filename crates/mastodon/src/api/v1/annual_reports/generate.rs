//! `POST /api/v1/annual_reports/:year/generate`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/annual_reports/:year/generate` — counts my year. It is quick, so it is done when this answers.
pub(super) async fn generate(app: App, Me(caller): Me, Target(year): Target<i16>) -> Answer<Empty> {
    app.social.make_annual_report(&caller, year).await?;
    Ok(Json(Empty {}))
}
