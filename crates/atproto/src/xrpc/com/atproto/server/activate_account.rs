//! `com.atproto.server.activateAccount`

use axum::extract::State;

use crate::auth::{AccountAction, AccountPart, AtCaller, Permission};
use crate::xrpc::{Shared, XrpcError};

/// POST `com.atproto.server.activateAccount` — the caller's repository is here from now on, for everybody. Only if their
/// name says so.
pub(super) async fn activate_account(
    State(at): State<Shared>,
    caller: AtCaller,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Account {
        part: AccountPart::Status,
        action: AccountAction::Manage,
    })?;
    at.take_back(caller.account_id()).await
}
