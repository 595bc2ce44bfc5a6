//! `com.atproto.server.getSession`

use axum::Json;
use axum::extract::State;

use super::session_view::SessionView;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// GET `com.atproto.server.getSession` — who is logged in.
pub(super) async fn get_session(
    State(auth): State<Auth>,
    caller: AtCaller,
) -> Result<Json<SessionView>, XrpcError> {
    SessionView::of(&auth, &caller).await.map(Json)
}
