//! `PUT /api/v1/admin/ip_blocks/:id`

use axum::Json;
use model::Id;

use super::create::Terms;
use crate::access::Me;
use crate::app::App;
use crate::entity::AdminIpBlock;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `PUT /api/v1/admin/ip_blocks/:id` — what is refused changes.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(form): Form<Terms>,
) -> Answer<AdminIpBlock> {
    let view = app
        .social
        .update_ip_block(&caller, id, form.try_into()?)
        .await?;
    Ok(Json(view.into()))
}
