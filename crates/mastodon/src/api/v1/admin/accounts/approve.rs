//! `POST /api/v1/admin/accounts/:id/approve`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/accounts/:id/approve` — a newcomer is let in.
pub(super) async fn approve(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    Ok(Json(app.social.approve(&caller, id).await?.into()))
}
