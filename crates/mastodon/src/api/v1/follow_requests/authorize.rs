//! `POST /api/v1/follow_requests/:id/authorize`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/follow_requests/:id/authorize` — lets them follow me.
pub(super) async fn authorize(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.accept_follow(&caller, id).await?.into()))
}
