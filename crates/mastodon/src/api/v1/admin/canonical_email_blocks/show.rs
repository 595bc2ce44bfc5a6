//! `GET /api/v1/admin/canonical_email_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminCanonicalEmailBlock;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/canonical_email_blocks/:id` — one of them.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminCanonicalEmailBlock> {
    Ok(Json(app.social.canonical_block(&caller, id).await?.into()))
}
