//! `POST /api/v1/conversations/:id/unread`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Conversation;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/conversations/:id/unread` — marks a conversation as unread again.
pub(super) async fn unread(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<Conversation> {
    let view = app.social.mark_conversation(&caller, id, true).await?;
    Ok(Json(Conversation::new(view, &app.lens(caller.viewer()))))
}
