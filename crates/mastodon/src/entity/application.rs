//! <https://docs.joinmastodon.org/entities/Application/>

use model::Id;
use serde::Serialize;
use social::oauth::AppView;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Application {
    id: Id,
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uris: Vec<String>,
    redirect_uri: String,
    /// Required, though there is no push yet.
    vapid_key: &'static str,
}

impl From<AppView> for Application {
    fn from(app: AppView) -> Self {
        Self {
            id: app.id,
            name: app.name,
            website: app.website,
            scopes: app
                .scopes
                .split_ascii_whitespace()
                .map(str::to_owned)
                .collect(),
            redirect_uri: app.redirect_uris.join("\n"),
            redirect_uris: app.redirect_uris,
            vapid_key: "",
        }
    }
}

/// <https://docs.joinmastodon.org/entities/Application/#CredentialApplication>
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CredentialApplication {
    #[serde(flatten)]
    application: Application,
    client_id: String,
    client_secret: String,
    /// It never does.
    client_secret_expires_at: u8,
}

impl From<AppView> for CredentialApplication {
    fn from(mut app: AppView) -> Self {
        Self {
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.take().unwrap_or_default(),
            client_secret_expires_at: 0,
            application: app.into(),
        }
    }
}
