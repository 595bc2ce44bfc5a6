//! `POST /api/v1/admin/canonical_email_blocks`

use axum::Json;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminCanonicalEmailBlock;
use crate::error::Answer;
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Address {
    pub(super) email: String,
    pub(super) canonical_email_hash: String,
}

/// `POST /api/v1/admin/canonical_email_blocks` — an address may not join, however it is spelled.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Address>,
) -> Answer<AdminCanonicalEmailBlock> {
    let view = app
        .social
        .block_canonical(&caller, &form.email, &form.canonical_email_hash)
        .await?;
    Ok(Json(view.into()))
}
