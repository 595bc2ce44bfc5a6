//! `POST /api/v1/accounts/:id/block`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/accounts/:id/block` — blocks, which also ends following in both directions.
pub(super) async fn block(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.block(&caller, id).await?.into()))
}
