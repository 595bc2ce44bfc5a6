//! `GET /api/v1/admin/reports/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/reports/:id` — one report, with its posts as they were.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<AdminReport> {
    Ok(Json(app.social.staff_report(&caller, id).await?.into()))
}
