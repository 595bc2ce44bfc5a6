//! `GET /api/v1/admin/domain_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainBlock;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/domain_blocks/:id` — one server that is kept out.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminDomainBlock> {
    Ok(Json(app.social.domain_block(&caller, id).await?.into()))
}
