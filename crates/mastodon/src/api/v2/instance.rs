//! `GET /api/v2/instance`

use axum::Json;

use crate::api::v1::instance::contact;
use crate::app::App;
use crate::entity::Instance;
use crate::error::Answer;

/// `GET /api/v2/instance` — the community: its name, its limits, who may join.
pub(super) async fn show(app: App) -> Answer<Instance> {
    let community = app.social.community().await?;
    let contact = contact(&app, &community).await?;
    let stats = app.social.stats().await?;
    let key = app.social.push_public_key().await?;
    Ok(Json(
        Instance::new(&app, community, &stats, contact).with_push_key(key),
    ))
}
