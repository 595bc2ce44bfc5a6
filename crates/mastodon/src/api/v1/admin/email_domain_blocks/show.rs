//! `GET /api/v1/admin/email_domain_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminEmailDomainBlock;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/email_domain_blocks/:id` — one of them.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminEmailDomainBlock> {
    Ok(Json(
        app.social.email_domain_block(&caller, id).await?.into(),
    ))
}
