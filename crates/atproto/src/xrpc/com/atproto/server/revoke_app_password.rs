//! `com.atproto.server.revokeAppPassword`

use axum::extract::State;
use serde::Deserialize;

use crate::auth::{AtCaller, Auth};
use crate::xrpc::{Input, XrpcError};

#[derive(Deserialize)]
pub(super) struct Sent {
    name: String,
}

/// POST `com.atproto.server.revokeAppPassword` — removes a password for an app; whoever came in with it is out. One that is not
/// there is gone already.
pub(super) async fn revoke_app_password(
    State(auth): State<Auth>,
    caller: AtCaller,
    Input(sent): Input<Sent>,
) -> Result<(), XrpcError> {
    caller.check_full()?;
    match auth
        .social()
        .delete_app_password(&caller.caller, &sent.name)
        .await
    {
        Err(social::Error::NotFound(_)) => Ok(()),
        other => Ok(other?),
    }
}
