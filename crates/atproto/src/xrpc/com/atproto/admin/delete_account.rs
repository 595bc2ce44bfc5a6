//! `com.atproto.admin.deleteAccount`

use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;
use social::caller::Role;
use social::staff::{Action, Decision};

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    did: Did,
}

/// POST `com.atproto.admin.deleteAccount` — deletes a member with everything of theirs, on every network and for good. Only
/// who is suspended is deleted here, so they are suspended first. For admins.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    let account = at.member_repo(&body.did).await?.account_id;
    at.social
        .check_decides(&caller, Role::Admin, account)
        .await?;
    let view = at.social.staff_account(&caller, account).await?;
    if !view.account.is_suspended {
        let decision = Decision {
            action: Action::Suspend,
            ..Decision::default()
        };
        at.social.moderate(&caller, account, decision).await?;
    }
    at.social.delete_suspended(&caller, account).await?;
    at.chores_due();
    Ok(())
}
