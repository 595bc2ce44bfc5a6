//! `POST /oauth/token` with a proof: tokens that are bound to a key.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use social::oauth::bound::{BoundGranted, Presenter};

use super::Provider;
use super::error::OAuthError;
use super::form::Form;

/// POST `/oauth/token` — a token for a code, or for the token that renews.
pub(super) async fn token(provider: &Provider, request: Request) -> Result<Response, OAuthError> {
    let (headers, form) = Form::read(request).await?;
    let proven = provider
        .auth()
        .check_proof_of(&headers, "POST", "/oauth/token", None)?;
    let client = provider.client(&form).await?;
    let by = Presenter {
        client_id: &client.metadata.client_id,
        client_thumbprint: client.thumbprint.as_deref(),
        key_thumbprint: &proven.thumbprint,
    };
    let social = provider.auth().social();
    let granted = match form.get("grant_type")? {
        "authorization_code" => {
            let (code, verifier) = (form.get("code")?, form.get("code_verifier")?);
            let redirect = client.metadata.redirect(form.find("redirect_uri"))?;
            social
                .exchange_bound_code(&by, code, &redirect, Some(verifier))
                .await?
        }
        "refresh_token" => {
            social
                .renew_bound_grant(&by, form.get("refresh_token")?)
                .await?
        }
        _ => {
            return Err(OAuthError::new(
                "unsupported_grant_type",
                "This grant_type is not supported.",
            ));
        }
    };
    given(provider, granted).await
}

/// What an app is given: `sub` is the name that it must compare with the one that it began with.
async fn given(provider: &Provider, granted: BoundGranted) -> Result<Response, OAuthError> {
    let repo = provider.auth().social().repo(granted.account_id).await?;
    let repo = repo
        .ok_or_else(|| OAuthError::new("invalid_grant", "This account is not on this network."))?;
    let lasts = granted.expires_at.since(granted.created_at).as_secs();
    let mut body = json!({
        "access_token": granted.access_token,
        "token_type": "DPoP",
        "expires_in": lasts,
        "scope": granted.scopes,
        "sub": repo.did,
    });
    if let (Some(refresh), Some(members)) = (granted.refresh_token, body.as_object_mut()) {
        members.insert("refresh_token".to_owned(), refresh.into());
    }
    Ok(Json(body).into_response())
}
