//! `POST /api/v1/admin/domain_allows`

use axum::Json;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainAllow;
use crate::error::Answer;
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct Allowed {
    #[serde(default)]
    domain: String,
}

/// `POST /api/v1/admin/domain_allows` — a server is let in.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<Allowed>,
) -> Answer<AdminDomainAllow> {
    let view = app.social.allow_domain(&caller, &form.domain).await?;
    Ok(Json(view.into()))
}
