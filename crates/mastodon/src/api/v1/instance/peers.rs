//! `GET /api/v1/instance/peers` and `GET /api/v1/peers/search`

use axum::Json;
use serde::Deserialize;

use crate::app::App;
use crate::error::Answer;
use crate::form::Form;

/// `GET /api/v1/instance/peers` — the servers that are known here.
pub(super) async fn peers(app: App) -> Answer<Vec<String>> {
    Ok(Json(app.social.peers().await?))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    q: String,
}

/// `GET /api/v1/peers/search` — some of them, whose name begins with what was typed.
pub(super) async fn search(app: App, Form(typed): Form<Typed>) -> Answer<Vec<String>> {
    Ok(Json(app.social.find_peers(&typed.q).await?))
}
