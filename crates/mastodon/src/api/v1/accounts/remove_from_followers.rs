//! `POST /api/v1/accounts/:id/remove_from_followers`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/accounts/:id/remove_from_followers` — ends that they follow me.
pub(super) async fn remove_from_followers(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.remove_follower(&caller, id).await?.into()))
}
