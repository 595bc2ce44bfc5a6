//! `DELETE /api/v2/filters/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v2/filters/:id` — removes a filter.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.delete_filter(&caller, id).await?;
    Ok(Json(Empty {}))
}
