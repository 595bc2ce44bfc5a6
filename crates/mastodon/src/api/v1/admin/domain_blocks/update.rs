//! `PUT /api/v1/admin/domain_blocks/:id`

use axum::Json;
use model::Id;

use super::create::Terms;
use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainBlock;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `PUT /api/v1/admin/domain_blocks/:id` — the terms change; the server stays.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(form): Form<Terms>,
) -> Answer<AdminDomainBlock> {
    let (_, terms) = form.into_parts()?;
    let view = app.social.update_domain_block(&caller, id, terms).await?;
    Ok(Json(view.into()))
}
