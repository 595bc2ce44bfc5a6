//! `GET /api/v1/trends/links`

use axum::Json;

use super::Wanted;
use crate::app::App;
use crate::entity::TrendingLink;
use crate::error::Answer;
use crate::form::Form;

/// `GET /api/v1/trends/links` — links that are talked about.
pub(super) async fn links(app: App, Form(wanted): Form<Wanted>) -> Answer<Vec<TrendingLink>> {
    let links = app.social.trending_links(wanted.part(10, 20)).await?;
    Ok(Json(links.into_iter().map(TrendingLink::from).collect()))
}
