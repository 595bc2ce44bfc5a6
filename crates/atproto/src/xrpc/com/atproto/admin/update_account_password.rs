//! `com.atproto.admin.updateAccountPassword`

use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Deserialize)]
pub(super) struct Body {
    did: Did,
    password: String,
}

/// POST `com.atproto.admin.updateAccountPassword` — gives a member another password: whoever is in with the old one is out.
/// They are told. For admins.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    let account = at.member_repo(&body.did).await?.account_id;
    let done = at
        .social
        .set_member_password(&caller, account, &body.password);
    Ok(done.await?)
}
