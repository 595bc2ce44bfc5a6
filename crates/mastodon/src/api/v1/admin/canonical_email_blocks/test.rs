//! `POST /api/v1/admin/canonical_email_blocks/test`

use axum::Json;

use super::create::Address;
use crate::access::Me;
use crate::app::App;
use crate::entity::AdminCanonicalEmailBlock;
use crate::error::Answer;
use crate::form::Form;

/// `POST /api/v1/admin/canonical_email_blocks/test` — the blocks that an address falls under.
pub(super) async fn test(
    app: App,
    Me(caller): Me,
    Form(form): Form<Address>,
) -> Answer<Vec<AdminCanonicalEmailBlock>> {
    let found = app
        .social
        .test_canonical_block(&caller, &form.email)
        .await?;
    let found = found.map(AdminCanonicalEmailBlock::from);
    Ok(Json(found.into_iter().collect()))
}
