//! `GET /api/v2/filters`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Filter;
use crate::error::Answer;

/// `GET /api/v2/filters` — my filters.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<Vec<Filter>> {
    let filters = app.social.filters(&caller).await?;
    Ok(Json(filters.into_iter().map(Filter::from).collect()))
}
