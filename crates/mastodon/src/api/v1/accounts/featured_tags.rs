//! `GET /api/v1/accounts/:id/featured_tags`

use axum::Json;
use model::AccountId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::FeaturedTag;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/accounts/:id/featured_tags` — the tags on somebody's profile.
pub(super) async fn featured_tags(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
) -> Answer<Vec<FeaturedTag>> {
    let tags = app.social.featured_tags(viewer, id).await?;
    Ok(Json(FeaturedTag::all(tags, &app.lens(viewer))))
}
