//! `POST /oauth/revoke`

use axum::Json;
use http::HeaderMap;
use serde::Deserialize;

use super::client::{self, Credentials};
use crate::app::App;
use crate::entity::Empty;
use crate::error::{Answer, Error};
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Revocation {
    client_id: String,
    client_secret: String,
    token: String,
}

/// `POST /oauth/revoke` — ends a token (RFC 7009). One that is not known has ended already, which is a success.
pub(super) async fn revoke(
    app: App,
    headers: HeaderMap,
    Form(form): Form<Revocation>,
) -> Answer<Empty> {
    let credentials = Credentials {
        client_id: form.client_id,
        client_secret: form.client_secret,
    };
    let client = client::authenticate(&app, &headers, credentials).await?;
    match app.social.revoke_token(&client, &form.token).await {
        Ok(()) => Ok(Json(Empty {})),
        Err(social::Error::Forbidden(_)) => Err(Error::oauth(
            "unauthorized_client",
            "You are not authorized to revoke this token",
        )),
        Err(error) => Err(error.into()),
    }
}
