//! `DELETE /api/v1/admin/ip_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/admin/ip_blocks/:id` — everybody comes in from there again.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.unblock_ip(&caller, id).await?;
    Ok(Json(Empty {}))
}
