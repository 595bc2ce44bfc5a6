//! `POST /api/v1/lists`

use axum::Json;

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::List;
use crate::error::Answer;
use crate::form::Form;

/// `POST /api/v1/lists` — makes a list.
pub(super) async fn create(app: App, Me(caller): Me, Form(draft): Form<Draft>) -> Answer<List> {
    let list = app.social.create_list(&caller, draft.into()).await?;
    Ok(Json(list.into()))
}
