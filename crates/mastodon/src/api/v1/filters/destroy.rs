//! `DELETE /api/v1/filters/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/filters/:id` — removes a word; its filter stays.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.remove_filter_keyword(&caller, id).await?;
    Ok(Json(Empty {}))
}
