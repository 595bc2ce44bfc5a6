//! `POST /api/v1/admin/accounts/:id/unsensitive`

use axum::Json;
use model::AccountId;
use social::staff::Pardon;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/admin/accounts/:id/unsensitive` — media are shown again.
pub(super) async fn unsensitive(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<AdminAccount> {
    let view = app.social.pardon(&caller, id, Pardon::Unsensitive).await?;
    Ok(Json(view.into()))
}
