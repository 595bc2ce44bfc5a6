//! `com.atproto.repo.deleteRecord`

use at_proto::cid::Cid;
use at_proto::syntax::{AtIdentifier, Nsid, RecordKey};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Commit;
use crate::apps::{Expected, Wish};
use crate::auth::{AtCaller, Permission, RepoAction};
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: RecordKey,
    swap_record: Option<Cid>,
    swap_commit: Option<Cid>,
}

/// POST `com.atproto.repo.deleteRecord` — takes a record away; what is not there is gone already.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<Json<Value>, XrpcError> {
    caller.check_own(body.repo.as_ref())?;
    let action = RepoAction::Delete;
    caller.check(&Permission::Repo {
        collection: body.collection.as_str(),
        action,
    })?;
    let wish = Wish {
        collection: body.collection,
        rkey: Some(body.rkey),
        record: None,
        action,
        expected: body.swap_record.map_or(Expected::Anything, Expected::This),
    };
    let granted = at
        .grant(&caller, vec![wish], body.swap_commit, None)
        .await?;
    Ok(Json(match Commit::of(&granted) {
        Some(commit) => json!({ "commit": commit }),
        None => json!({}),
    }))
}
