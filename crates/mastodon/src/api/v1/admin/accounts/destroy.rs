//! `DELETE /api/v1/admin/accounts/:id`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/admin/accounts/:id` — everything of a suspended account is deleted for good.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    Ok(Json(app.social.delete_suspended(&caller, id).await?.into()))
}
