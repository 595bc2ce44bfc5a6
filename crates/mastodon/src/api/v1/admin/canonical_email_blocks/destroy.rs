//! `DELETE /api/v1/admin/canonical_email_blocks/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminCanonicalEmailBlock;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/admin/canonical_email_blocks/:id` — the address may join again.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminCanonicalEmailBlock> {
    Ok(Json(
        app.social.unblock_canonical(&caller, id).await?.into(),
    ))
}
