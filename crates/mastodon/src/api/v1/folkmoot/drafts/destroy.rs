//! `DELETE /api/v1/folkmoot/drafts/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/folkmoot/drafts/:id` — throws a draft away.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.delete_draft(&caller, id).await?;
    Ok(Json(Empty {}))
}
