//! `POST /api/v1/admin/accounts/:id/reject`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/accounts/:id/reject` — a newcomer is turned away.
pub(super) async fn reject(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    Ok(Json(app.social.reject(&caller, id).await?.into()))
}
