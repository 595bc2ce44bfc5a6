//! `POST /api/v1/accounts/:id/unmute`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Relationship;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/accounts/:id/unmute` — ends a mute.
pub(super) async fn unmute(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.unmute(&caller, id).await?.into()))
}
