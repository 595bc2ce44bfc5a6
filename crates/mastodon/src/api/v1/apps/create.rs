//! `POST /api/v1/apps`

use axum::Json;
use serde::Deserialize;
use social::oauth::NewApp;

use crate::app::App;
use crate::entity::CredentialApplication;
use crate::error::Answer;
use crate::form::Form;

#[derive(Deserialize)]
pub(super) struct NewApplication {
    client_name: String,
    /// A list, or one text with an address a line.
    redirect_uris: Vec<String>,
    #[serde(default)]
    scopes: String,
    website: Option<String>,
}

/// `POST /api/v1/apps` — makes an app known and gives it its secret, this once.
pub(super) async fn create(
    app: App,
    Form(form): Form<NewApplication>,
) -> Answer<CredentialApplication> {
    let addresses = form
        .redirect_uris
        .iter()
        .flat_map(|text| text.split_ascii_whitespace());
    let new = NewApp {
        redirect_uris: addresses.map(str::to_owned).collect(),
        name: form.client_name,
        website: form.website,
        scopes: form.scopes,
    };
    let key = app.social.push_public_key().await?;
    let made = app.social.create_app(new).await?;
    Ok(Json(CredentialApplication::new(made, key)))
}
