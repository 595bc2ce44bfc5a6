//! `com.atproto.server.checkAccountStatus`

use at_proto::cid::Cid;
use at_proto::oauth::scope::{AccountAction, AccountPart, Permission};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::session_view::status;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// GET `com.atproto.server.checkAccountStatus` — how far an account has come, for whoever moves it.
pub(super) async fn check_account_status(
    State(auth): State<Auth>,
    caller: AtCaller,
) -> Result<Json<Value>, XrpcError> {
    caller.check(&Permission::Account {
        part: AccountPart::Status,
        action: AccountAction::Read,
    })?;
    let account = caller.account_id();
    let (_, records) = auth.social().repo_contents(account).await?;
    let (expected, imported) = auth.social().count_blobs(account).await?;
    let preferences = auth.social().app_preferences(account).await?;
    let head = caller.repo.head.as_ref();
    let commit = head.and_then(|head| Cid::from_bytes(&head.cid).ok());
    Ok(Json(json!({
        "activated": status(caller.repo.state).is_none(),
        "validDid": caller.repo.state != social::repo::RepoState::New,
        "repoCommit": commit.map_or_else(String::new, |cid| cid.to_string()),
        "repoRev": head.map_or("", |head| head.rev.as_str()),
        // Blocks are not counted one by one: a commit, and at least a block a record.
        "repoBlocks": records.saturating_add(1),
        "indexedRecords": records,
        "privateStateValues": i64::from(preferences.is_some()),
        "expectedBlobs": expected,
        "importedBlobs": imported,
    })))
}
