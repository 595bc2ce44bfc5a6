//! `POST /api/v1/admin/accounts/:id/unsilence`

use axum::Json;
use model::AccountId;
use social::staff::Pardon;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/accounts/:id/unsilence` — everybody finds it again.
pub(super) async fn unsilence(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    let view = app.social.pardon(&caller, id, Pardon::Unsilence).await?;
    Ok(Json(view.into()))
}
