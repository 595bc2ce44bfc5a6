//! `GET /api/v1/filters`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::V1Filter;
use crate::error::Answer;

/// `GET /api/v1/filters` — the words of my filters.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<Vec<V1Filter>> {
    let filters = app.social.filters(&caller).await?;
    Ok(Json(filters.iter().flat_map(V1Filter::all).collect()))
}
