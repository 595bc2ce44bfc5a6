//! `com.atproto.repo.createRecord`

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::syntax::{AtIdentifier, Nsid, RecordKey};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use super::answer::Written;
use crate::apps::{Expected, Wish};
use crate::auth::{AtCaller, Permission, RepoAction};
use crate::xrpc::{Record, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: Option<RecordKey>,
    validate: Option<bool>,
    record: Value,
    swap_commit: Option<Cid>,
}

/// POST `com.atproto.repo.createRecord` — writes a new record.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Record(body): Record<Body>,
) -> Result<Json<Written>, XrpcError> {
    caller.check_own(body.repo.as_ref())?;
    let action = RepoAction::Create;
    caller.check(&Permission::Repo {
        collection: body.collection.as_str(),
        action,
    })?;
    let record = data::record_from_json(&body.record)
        .map_err(|error| XrpcError::invalid_request(format!("The record {error}")))?;
    let wish = Wish {
        collection: body.collection,
        rkey: body.rkey,
        record: Some(record),
        action,
        expected: Expected::Anything,
    };
    let granted = at
        .grant(&caller, vec![wish], body.swap_commit, body.validate)
        .await?;
    Ok(Json(Written::of(&granted)))
}
