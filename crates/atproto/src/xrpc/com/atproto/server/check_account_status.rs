//! `com.atproto.server.checkAccountStatus`

use at_proto::cid::Cid;
use at_proto::mst;
use at_proto::oauth::scope::{AccountAction, AccountPart, Permission};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::session_view::status;
use crate::auth::{AtCaller, Auth, Names};
use crate::xrpc::XrpcError;

/// GET `com.atproto.server.checkAccountStatus` — how far an account has come, for whoever moves it.
pub(super) async fn check_account_status(
    State(auth): State<Auth>,
    State(names): State<Names>,
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
    // Clients insist on a name. Before anything came along there is no commit: the tree that is still empty has one.
    let commit = head.and_then(|head| Cid::from_bytes(&head.cid).ok());
    let commit = commit.or_else(|| mst::build(&[]).ok().map(|(root, _)| root));
    Ok(Json(json!({
        "activated": status(caller.repo.state).is_none(),
        "validDid": names.is_here(&caller.repo).await,
        "repoCommit": commit.map_or_else(String::new, |cid| cid.to_string()),
        "repoRev": head.map_or("", |head| head.rev.as_str()),
        "repoBlocks": auth.social().count_blocks(account).await?,
        "indexedRecords": records,
        "privateStateValues": i64::from(preferences.is_some()),
        "expectedBlobs": expected,
        "importedBlobs": imported,
    })))
}
