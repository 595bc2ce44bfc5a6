//! `GET /api/v1/instance`

use axum::Json;

use super::contact;
use crate::app::App;
use crate::entity::V1Instance;
use crate::error::Answer;

/// `GET /api/v1/instance` — the community, in the older form.
pub(super) async fn show(app: App) -> Answer<V1Instance> {
    let community = app.social.community().await?;
    let contact = contact(&app, &community).await?;
    let stats = app.social.stats().await?;
    Ok(Json(V1Instance::new(&app, community, &stats, contact)))
}
