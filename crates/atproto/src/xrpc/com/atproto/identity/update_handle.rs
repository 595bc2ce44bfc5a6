//! `com.atproto.identity.updateHandle`

use axum::extract::State;
use serde::Deserialize;

use crate::auth::{AtCaller, IdentityPart, Permission};
use crate::identity::HandleError;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    handle: String,
}

/// POST `com.atproto.identity.updateHandle` — another name for the caller: below the community's domain if it is free, or
/// a domain of their own that says so.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Identity(IdentityPart::Handle))?;
    at.rename(caller.account_id(), &body.handle).await?;
    Ok(())
}

impl From<HandleError> for XrpcError {
    fn from(error: HandleError) -> Self {
        let message = error.to_string();
        match error {
            HandleError::Bad(_) => Self::bad("InvalidHandle", message),
            HandleError::Taken(_) => Self::bad("HandleNotAvailable", message),
            HandleError::NotTheirs => Self::invalid_request(message),
            HandleError::Failed(error) => error.into(),
        }
    }
}
