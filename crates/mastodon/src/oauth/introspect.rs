//! `POST /oauth/introspect`

use axum::Json;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::client::{self, Credentials};
use crate::app::App;
use crate::error::Answer;
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    client_id: String,
    client_secret: String,
    token: String,
}

/// RFC 7662, section 2.2. Of a token that is not good, nothing is said but that.
#[derive(Debug, Default, Serialize)]
pub(super) struct Answered {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
}

/// `POST /oauth/introspect` — whether a token of the app that asks is still good, and what for.
pub(super) async fn introspect(
    app: App,
    headers: HeaderMap,
    Form(form): Form<Question>,
) -> Answer<Answered> {
    let credentials = Credentials {
        client_id: form.client_id,
        client_secret: form.client_secret,
    };
    let client = client::authenticate(&app, &headers, credentials).await?;
    let found = app.social.introspect(&client, &form.token).await?;
    Ok(Json(found.map_or_else(Answered::default, |token| {
        Answered {
            active: true,
            scope: Some(token.scopes),
            client_id: Some(client.client_id),
            token_type: Some("Bearer"),
            iat: Some(token.created_at.seconds()),
        }
    })))
}
