//! `com.atproto.server.refreshSession`

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use social::member::Renewed;

use super::create_session::answer;
use super::session_view::NewSession;
use crate::auth::{Auth, Presented, presented};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.refreshSession` — new tokens for the one that renews. Each renews once; one that comes again much
/// later was stolen, and ends the session.
pub(super) async fn refresh_session(
    State(auth): State<Auth>,
    headers: HeaderMap,
) -> Result<Json<NewSession>, XrpcError> {
    let token = refresh_token(&headers)?;
    let refresh = auth.read_refresh_token(token)?;
    let renewed = auth
        .social()
        .renew_app_log_in(refresh.id, refresh.generation)
        .await;
    let renewed = renewed.map_err(|error| match error {
        social::Error::Forbidden(why) => XrpcError::taken_down(why),
        other => other.into(),
    })?;
    match renewed {
        Renewed::Done(log_in) => answer(&auth, log_in).await.map(Json),
        Renewed::Ended => Err(XrpcError::bad("ExpiredToken", "Token has been revoked")),
    }
}

/// The token that renews stands where others have the one to act with.
pub(super) fn refresh_token(headers: &HeaderMap) -> Result<&str, XrpcError> {
    match presented(headers)? {
        Presented::Bearer(token) => Ok(token),
        Presented::Dpop(_) => Err(XrpcError::bad_token("Unexpected authorization type")),
        Presented::Nothing => Err(XrpcError::auth_missing()),
    }
}
