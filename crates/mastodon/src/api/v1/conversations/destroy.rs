//! `DELETE /api/v1/conversations/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/conversations/:id` — puts a conversation away; the posts stay.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.delete_conversation(&caller, id).await?;
    Ok(Json(Empty {}))
}
