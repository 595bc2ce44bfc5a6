//! `com.atproto.admin.updateAccountEmail`

use at_proto::syntax::AtIdentifier;
use axum::extract::State;
use serde::Deserialize;

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    account: AtIdentifier,
    email: String,
}

/// POST `com.atproto.admin.updateAccountEmail` — gives a member another e-mail address. They are told. For admins.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    let missing = || {
        let message = format!("Account does not exist: {}", body.account);
        XrpcError::invalid_request(message)
    };
    let repo = at.repo_named(&body.account).await?.ok_or_else(missing)?;
    let account = repo.account_id;
    let done = at.social.set_member_email(&caller, account, &body.email);
    Ok(done.await?)
}
