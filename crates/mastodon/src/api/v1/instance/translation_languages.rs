//! `GET /api/v1/instance/translation_languages`

use axum::Json;

use crate::entity::Empty;

/// `GET /api/v1/instance/translation_languages` — from what to what posts can be translated: nothing yet.
pub(super) async fn translation_languages() -> Json<Empty> {
    Json(Empty {})
}
