//! `DELETE /api/v1/admin/domain_allows/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainAllow;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/admin/domain_allows/:id` — a server is let in no longer.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<AdminDomainAllow> {
    Ok(Json(app.social.disallow_domain(&caller, id).await?.into()))
}
