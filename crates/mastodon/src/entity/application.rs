//! <https://docs.joinmastodon.org/entities/Application/>

use model::Id;
use serde::Serialize;
use social::oauth::AppView;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Application {
    id: Id,
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uris: Vec<String>,
    redirect_uri: String,
    /// By which push services know this server.
    vapid_key: String,
}

impl Application {
    pub(crate) fn new(app: AppView, vapid_key: String) -> Self {
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
            vapid_key,
        }
    }
}

/// <https://docs.joinmastodon.org/entities/Application/#CredentialApplication>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct CredentialApplication {
    #[serde(flatten)]
    application: Application,
    client_id: String,
    client_secret: String,
    /// It never does.
    client_secret_expires_at: u8,
}

impl CredentialApplication {
    pub(crate) fn new(mut app: AppView, vapid_key: String) -> Self {
        Self {
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.take().unwrap_or_default(),
            client_secret_expires_at: 0,
            application: Application::new(app, vapid_key),
        }
    }
}
