//! `POST /api/v1/admin/reports/:id/unassign`

use axum::Json;
use model::Id;
use social::report::Step;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/reports/:id/unassign` — nobody looks after it.
pub(super) async fn unassign(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminReport> {
    let view = app
        .social
        .handle_report(&caller, id, Step::Unassign)
        .await?;
    Ok(Json(view.into()))
}
