//! `com.atproto.repo.putRecord`

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::syntax::{AtIdentifier, Nsid, RecordKey};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer};
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
    rkey: RecordKey,
    validate: Option<bool>,
    record: Value,
    /// `null`: there must be none.
    #[serde(default = "anything", deserialize_with = "said")]
    swap_record: Expected,
    swap_commit: Option<Cid>,
}

fn anything() -> Expected {
    Expected::Anything
}

/// Tells `null` from nothing.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Expected, D::Error> {
    let said = Option::<Cid>::deserialize(from)?;
    Ok(said.map_or(Expected::Nothing, Expected::This))
}

/// POST `com.atproto.repo.putRecord` — writes a record, whether there was one or not. It needs to be allowed both.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Record(body): Record<Body>,
) -> Result<Json<Written>, XrpcError> {
    caller.check_own(body.repo.as_ref())?;
    for action in [RepoAction::Create, RepoAction::Update] {
        let collection = body.collection.as_str();
        caller.check(&Permission::Repo { collection, action })?;
    }
    let record = data::record_from_json(&body.record)
        .map_err(|error| XrpcError::invalid_request(format!("The record {error}")))?;
    let wish = Wish {
        collection: body.collection,
        rkey: Some(body.rkey),
        record: Some(record),
        action: RepoAction::Update,
        expected: body.swap_record,
    };
    let granted = at
        .grant(&caller, vec![wish], body.swap_commit, body.validate)
        .await?;
    Ok(Json(Written::of(&granted)))
}
