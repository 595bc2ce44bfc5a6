//! `com.atproto.admin.updateAccountHandle`

use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;
use social::caller::Role;
use social::staff::Decision;

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    did: Did,
    handle: String,
}

/// POST `com.atproto.admin.updateAccountHandle` — gives a member another handle, by the same rules as they would choose one
/// themselves. They are told. For admins.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    let account = at.member_repo(&body.did).await?.account_id;
    at.social
        .check_decides(&caller, Role::Admin, account)
        .await?;
    let repo = at.rename(account, &body.handle).await?;
    let told = Decision {
        text: format!("Your handle was changed for you: {}", repo.handle),
        ..Decision::default()
    };
    Ok(at.social.moderate(&caller, account, told).await?)
}
