//! `GET /api/v1/admin/domain_allows/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainAllow;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/admin/domain_allows/:id` — one server that is let in.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminDomainAllow> {
    Ok(Json(app.social.domain_allow(&caller, id).await?.into()))
}
