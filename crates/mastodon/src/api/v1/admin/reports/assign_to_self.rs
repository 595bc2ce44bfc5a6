//! `POST /api/v1/admin/reports/:id/assign_to_self`

use axum::Json;
use model::Id;
use social::report::Step;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/reports/:id/assign_to_self` — whoever asks looks after it.
pub(super) async fn assign_to_self(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminReport> {
    let view = app.social.handle_report(&caller, id, Step::Assign).await?;
    Ok(Json(view.into()))
}
