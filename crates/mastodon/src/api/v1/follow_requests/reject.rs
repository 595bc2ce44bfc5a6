//! `POST /api/v1/follow_requests/:id/reject`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/follow_requests/:id/reject` — does not.
pub(super) async fn reject(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.reject_follow(&caller, id).await?.into()))
}
