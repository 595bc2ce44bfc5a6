//! `POST /api/v2/filters`

use axum::Json;

use super::params::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::Filter;
use crate::error::Answer;
use crate::form::Form;

/// `POST /api/v2/filters` — makes a filter.
pub(super) async fn create(app: App, Me(caller): Me, Form(draft): Form<Draft>) -> Answer<Filter> {
    let filter = app.social.create_filter(&caller, draft.into()).await?;
    Ok(Json(filter.into()))
}
