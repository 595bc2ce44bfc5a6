//! `POST /oauth/par`: an app says ahead what it wants (RFC 9126).

use at_proto::oauth::is_challenge;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use social::oauth::bound::{PushedRequest, ResponseMode};

use super::clients::Client;
use super::error::OAuthError;
use super::form::Form;
use super::{Provider, answer};

const MAX_STATE_BYTES: usize = 2_048;
const MAX_HINT_BYTES: usize = 512;
/// What is said; a request waits a little longer.
const EXPIRES_IN: u32 = 590;

/// POST `/oauth/par` — notes what an app wants, under a name that it sends people with.
pub(super) async fn par(State(provider): State<Provider>, request: Request) -> Response {
    let result = push(&provider, request).await;
    answer(&provider, result)
}

async fn push(provider: &Provider, request: Request) -> Result<Response, OAuthError> {
    let (headers, form) = Form::read(request).await?;
    let proven = provider
        .auth()
        .check_proof_of(&headers, "POST", "/oauth/par", None)?;
    let client = provider.client(&form).await?;
    let asked = asked(&form, &client, proven.thumbprint)?;
    let uri = provider.auth().social().push_request(&asked).await?;
    let body = json!({ "request_uri": uri, "expires_in": EXPIRES_IN });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

fn asked(form: &Form, client: &Client, key: String) -> Result<PushedRequest, OAuthError> {
    if form.find("request").is_some() || form.find("request_uri").is_some() {
        return Err(OAuthError::invalid_request(
            "The parameters must be sent themselves.",
        ));
    }
    if form.get("response_type")? != "code" {
        return Err(OAuthError::new(
            "unsupported_response_type",
            "Only code is supported.",
        ));
    }
    if form.find("dpop_jkt").is_some_and(|named| named != key) {
        return Err(OAuthError::new(
            "invalid_dpop_proof",
            "dpop_jkt names another key.",
        ));
    }
    let response_mode = match form.find("response_mode") {
        None | Some("query") => ResponseMode::Query,
        Some("fragment") => ResponseMode::Fragment,
        Some(_) => {
            return Err(OAuthError::invalid_request(
                "This response_mode is not supported.",
            ));
        }
    };
    let metadata = &client.metadata;
    let scopes = metadata.grantable(form.get("scope")?)?;
    Ok(PushedRequest {
        client_id: metadata.client_id.clone(),
        client_name: metadata.name.clone(),
        client_host: metadata.host().to_owned(),
        redirect_uri: metadata.redirect(form.find("redirect_uri"))?,
        state: bounded(form, "state", MAX_STATE_BYTES)?,
        response_mode,
        in_words: scopes.in_words(),
        scopes: scopes.to_string(),
        challenge: challenge(form)?,
        key_thumbprint: key,
        client_thumbprint: client.thumbprint.clone(),
        login_hint: bounded(form, "login_hint", MAX_HINT_BYTES)?,
        may_refresh: metadata.may_refresh,
    })
}

fn challenge(form: &Form) -> Result<String, OAuthError> {
    let challenge = form.get("code_challenge")?;
    if form.find("code_challenge_method") != Some("S256") || !is_challenge(challenge) {
        return Err(OAuthError::invalid_request(
            "A code_challenge of the method S256 is needed.",
        ));
    }
    Ok(challenge.to_owned())
}

fn bounded(form: &Form, name: &str, max: usize) -> Result<Option<String>, OAuthError> {
    match form.find(name) {
        Some(text) if text.len() > max => {
            Err(OAuthError::invalid_request(format!("{name} is too long.")))
        }
        other => Ok(other.map(ToOwned::to_owned)),
    }
}
