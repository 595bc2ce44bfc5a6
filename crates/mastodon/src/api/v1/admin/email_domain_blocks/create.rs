//! `POST /api/v1/admin/email_domain_blocks`

use axum::Json;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminEmailDomainBlock;
use crate::error::Answer;
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct Blocked {
    #[serde(default)]
    domain: String,
}

/// `POST /api/v1/admin/email_domain_blocks` — nobody joins with an address of this server.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Blocked>,
) -> Answer<AdminEmailDomainBlock> {
    let view = app.social.block_email_domain(&caller, &form.domain).await?;
    Ok(Json(view.into()))
}
