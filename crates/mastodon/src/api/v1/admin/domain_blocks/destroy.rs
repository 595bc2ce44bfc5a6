//! `DELETE /api/v1/admin/domain_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainBlock;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/admin/domain_blocks/:id` — a server is heard from again.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminDomainBlock> {
    Ok(Json(app.social.unblock_domain(&caller, id).await?.into()))
}
