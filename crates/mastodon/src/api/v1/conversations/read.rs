//! `POST /api/v1/conversations/:id/read`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Conversation;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/conversations/:id/read` — marks a conversation as read.
pub(super) async fn read(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Conversation> {
    let view = app.social.mark_conversation(&caller, id, false).await?;
    Ok(Json(Conversation::new(view, &app.lens(caller.viewer()))))
}
