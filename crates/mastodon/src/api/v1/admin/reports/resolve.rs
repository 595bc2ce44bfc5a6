//! `POST /api/v1/admin/reports/:id/resolve`

use axum::Json;
use model::Id;
use social::report::Step;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/reports/:id/resolve` — it is closed.
pub(super) async fn resolve(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminReport> {
    let view = app.social.handle_report(&caller, id, Step::Resolve).await?;
    Ok(Json(view.into()))
}
