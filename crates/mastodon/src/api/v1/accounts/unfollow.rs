//! `POST /api/v1/accounts/:id/unfollow`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/accounts/:id/unfollow` — stops following, or takes the request back.
pub(super) async fn unfollow(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.unfollow(&caller, id).await?.into()))
}
