//! `POST /oauth/token`

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, PRAGMA};
use serde::Deserialize;
use social::oauth::{AppView, Granted};

use super::client::{self, Credentials};
use crate::app::App;
use crate::entity::Token;
use crate::error::{Error, Result};
use crate::form::Form;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenRequest {
    grant_type: String,
    client_id: String,
    client_secret: String,
    code: String,
    redirect_uri: String,
    code_verifier: Option<String>,
    refresh_token: String,
    scope: String,
}

/// `POST /oauth/token` — a token for a code, for a token that renews, or for the app itself.
///
/// Only PKCE with S256 is known; the core checks the verifier (RFC 7636).
pub(super) async fn token(
    app: App,
    headers: HeaderMap,
    form: Result<Form<TokenRequest>>,
) -> Result<Response> {
    let Form(mut form) = form.map_err(invalid_request)?;
    check_grant_type(&form.grant_type)?;
    let credentials = Credentials {
        client_id: std::mem::take(&mut form.client_id),
        client_secret: std::mem::take(&mut form.client_secret),
    };
    let client = client::authenticate(&app, &headers, credentials).await?;
    let granted = grant(&app, &client, form).await?;
    // RFC 6749, section 5.1.
    let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    Ok((headers, Json(Token::from(granted))).into_response())
}

fn check_grant_type(grant_type: &str) -> Result<()> {
    match grant_type {
        "authorization_code" | "client_credentials" | "refresh_token" => Ok(()),
        "" => Err(Error::oauth(
            "invalid_request",
            "Missing required parameter: grant_type.",
        )),
        _ => Err(Error::oauth(
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        )),
    }
}

async fn grant(app: &App, client: &AppView, form: TokenRequest) -> Result<Granted> {
    let granted = match form.grant_type.as_str() {
        "authorization_code" => {
            let code = needed("code", &form.code)?;
            let redirect_uri = needed("redirect_uri", &form.redirect_uri)?;
            let verifier = form.code_verifier.as_deref();
            app.social
                .exchange_code(client, code, redirect_uri, verifier)
                .await
        }
        "refresh_token" => {
            app.social
                .refresh(client, needed("refresh_token", &form.refresh_token)?)
                .await
        }
        _ => app.social.client_token(client, &form.scope).await,
    };
    granted.map_err(as_oauth)
}

fn needed<'a>(name: &str, text: &'a str) -> Result<&'a str> {
    if text.is_empty() {
        let description = format!("Missing required parameter: {name}.");
        return Err(Error::oauth("invalid_request", description));
    }
    Ok(text)
}

/// A form that cannot be read, in the words of RFC 6749. One that is too large stays that.
fn invalid_request(error: Error) -> Error {
    match error {
        Error::Form(edge::forms::BadForm::TooLarge) => error,
        other => Error::oauth("invalid_request", other.to_string()),
    }
}

/// What the core refuses, in the words of RFC 6749, section 5.2.
fn as_oauth(error: social::Error) -> Error {
    match error {
        social::Error::Internal(_) | social::Error::TooMany { .. } => error.into(),
        social::Error::Invalid {
            code: "invalid_scope",
            ..
        } => Error::oauth(
            "invalid_scope",
            "The requested scope is invalid, unknown, or malformed.",
        ),
        _ => Error::oauth(
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used \
             in the authorization request, or was issued to another client.",
        ),
    }
}
