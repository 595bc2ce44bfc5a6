//! `GET /api/v1/instance/translation_languages`

use axum::Json;
use social::translation::Languages;

use crate::app::App;
use crate::error::Answer;

/// `GET /api/v1/instance/translation_languages` — from what to what posts can be translated; `{}` without a provider.
pub(super) async fn translation_languages(app: App) -> Answer<Languages> {
    Ok(Json(
        app.social.translation_languages().await?.as_ref().clone(),
    ))
}
