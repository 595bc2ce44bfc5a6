//! `POST /api/v1/accounts/:id/unblock`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/accounts/:id/unblock` — ends a block.
pub(super) async fn unblock(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.unblock(&caller, id).await?.into()))
}
