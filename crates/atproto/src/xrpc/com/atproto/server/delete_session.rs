//! `com.atproto.server.deleteSession`

use axum::extract::State;
use http::HeaderMap;

use super::refresh_session::refresh_token;
use crate::auth::Auth;
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.deleteSession` — ends a session, by the token that renews it.
pub(super) async fn delete_session(
    State(auth): State<Auth>,
    headers: HeaderMap,
) -> Result<(), XrpcError> {
    let refresh = auth.read_refresh_token(refresh_token(&headers)?)?;
    Ok(auth.social().end_app_log_in(refresh.id).await?)
}
