//! `com.atproto.identity.requestPlcOperationSignature`

use axum::extract::State;
use social::member::CodePurpose;

use crate::auth::{AtCaller, IdentityPart, Permission};
use crate::xrpc::{Shared, XrpcError};

/// POST `com.atproto.identity.requestPlcOperationSignature` — draws a code for `signPlcOperation`. Others send it by mail;
/// here it stands on the page of settings, which only the member sees.
pub(super) async fn handle(State(at): State<Shared>, caller: AtCaller) -> Result<(), XrpcError> {
    caller.check(&Permission::Identity(IdentityPart::All))?;
    let account = caller.account_id();
    Ok(at.social.draw_code(account, CodePurpose::Moving).await?)
}
