//! `GET /api/v1/lists`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::List;
use crate::error::Answer;

/// `GET /api/v1/lists` — my lists.
pub(super) async fn index(app: App, Me(caller): Me) -> Answer<Vec<List>> {
    let lists = app.social.lists(&caller).await?;
    Ok(Json(lists.into_iter().map(List::from).collect()))
}
