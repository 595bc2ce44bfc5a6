//! `GET /api/v1/admin/accounts/:id`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/accounts/:id` — one account.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    Ok(Json(app.social.staff_account(&caller, id).await?.into()))
}
