//! `GET /api/v1/instance/languages`

use axum::Json;
use serde::Serialize;

use crate::app::App;
use crate::error::Answer;

#[derive(Debug, Serialize)]
pub(super) struct Language {
    name: String,
    code: String,
}

/// `GET /api/v1/instance/languages` — the languages spoken here. Their names are left to the app.
pub(super) async fn languages(app: App) -> Answer<Vec<Language>> {
    let languages = app.social.community().await?.languages;
    Ok(Json(
        languages
            .into_iter()
            .map(|code| Language {
                name: code.clone(),
                code,
            })
            .collect(),
    ))
}
