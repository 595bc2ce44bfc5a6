//! `GET /api/v1/accounts/:id/lists`

use axum::Json;
use model::AccountId;

use crate::access::Me;
use crate::app::App;
use crate::entity::List;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/accounts/:id/lists` — which of my lists they are on.
pub(super) async fn lists(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Vec<List>> {
    let lists = app.social.lists_with(&caller, id).await?;
    Ok(Json(lists.into_iter().map(List::from).collect()))
}
