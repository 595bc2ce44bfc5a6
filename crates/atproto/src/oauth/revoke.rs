//! `POST /oauth/revoke` with a proof: an app is let in no more (RFC 7009).

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Provider;
use super::error::OAuthError;
use super::form::Form;

/// POST `/oauth/revoke` — ends what an app was let in to do. The answer is the same whether the token was known or not.
pub(super) async fn revoke(provider: &Provider, request: Request) -> Result<Response, OAuthError> {
    let (headers, form) = Form::read(request).await?;
    provider
        .auth()
        .check_proof_of(&headers, "POST", "/oauth/revoke", None)?;
    let client = provider.client(&form).await?;
    provider
        .auth()
        .social()
        .revoke_bound_token(&client.metadata.client_id, form.get("token")?)
        .await?;
    Ok(Json(json!({})).into_response())
}
