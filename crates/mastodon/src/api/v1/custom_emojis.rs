//! `/api/v1/custom_emojis`

use axum::Json;

use crate::app::App;
use crate::entity::CustomEmoji;
use crate::error::Answer;

/// `GET /api/v1/custom_emojis` — the custom emoji of this community.
pub(super) async fn custom_emojis(app: App) -> Answer<Vec<CustomEmoji>> {
    let emojis = app.social.custom_emojis().await?;
    Ok(Json(emojis.into_iter().map(CustomEmoji::from).collect()))
}
