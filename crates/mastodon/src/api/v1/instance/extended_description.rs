//! `GET /api/v1/instance/extended_description`

use axum::Json;

use crate::app::App;
use crate::entity::ExtendedDescription;
use crate::error::Answer;

/// `GET /api/v1/instance/extended_description` — what this community is about, as HTML.
pub(super) async fn extended_description(app: App) -> Answer<ExtendedDescription> {
    let community = app.social.community().await?;
    // When it was written is not kept; it is true as of now.
    Ok(Json(ExtendedDescription {
        updated_at: app.social.now(),
        content: community.description_html,
    }))
}
