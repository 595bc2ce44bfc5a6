//! `GET /api/v1/admin/tags/:id`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminTag;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/tags/:id` — what was decided about a tag; its id is its name.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<String>) -> Answer<AdminTag> {
    let tag = app.social.tag_state(&caller, &id).await?;
    Ok(Json(AdminTag::new(tag, &app.lens(caller.viewer()))))
}
