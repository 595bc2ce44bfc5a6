//! `GET /api/v1/admin/ip_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminIpBlock;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/ip_blocks/:id` — one of them.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<AdminIpBlock> {
    Ok(Json(app.social.ip_block(&caller, id).await?.into()))
}
