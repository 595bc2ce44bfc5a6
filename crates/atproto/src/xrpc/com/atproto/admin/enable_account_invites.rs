//! `com.atproto.admin.enableAccountInvites`

use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

/// What is sent. The note of the lexicon is for staff alone and kept nowhere here.
#[derive(Debug, Deserialize)]
pub(super) struct Body {
    account: Did,
}

/// POST `com.atproto.admin.enableAccountInvites` — a member may make invites again. They are told. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    let account = at.member_repo(&body.account).await?.account_id;
    Ok(at.social.bar_invites(&caller, account, false).await?)
}
