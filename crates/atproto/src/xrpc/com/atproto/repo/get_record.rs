//! `com.atproto.repo.getRecord`

use at_proto::cid::Cid;
use at_proto::data;
use at_proto::syntax::{AtIdentifier, Nsid, RecordKey};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::repo::cid_text;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: RecordKey,
    cid: Option<Cid>,
}

/// GET `com.atproto.repo.getRecord` — one record, for everybody. A record of somebody elsewhere is asked of whoever shows
/// apps the whole network.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let uri = format!("at://{}/{}/{}", query.repo, query.collection, query.rkey);
    let missing = || XrpcError::bad("RecordNotFound", format!("Could not locate record: {uri}"));
    let (repo, did) = at.open_named(&query.repo).await?;
    let (collection, rkey) = (query.collection.to_string(), query.rkey.to_string());
    let found = at
        .social
        .read_repo(repo.account_id, move |reader| {
            reader.record(&collection, &rkey)
        })
        .await??;
    let record = found.ok_or_else(missing)?;
    let cid = cid_text(&record.cid);
    if query.cid.is_some_and(|wanted| wanted.to_string() != cid) {
        return Err(missing());
    }
    let value = data::decode(&record.body).map_err(crate::error::Error::from)?;
    let uri = format!("at://{did}/{}/{}", query.collection, query.rkey);
    Ok(Json(
        json!({ "uri": uri, "cid": cid, "value": data::to_json(&value) }),
    ))
}
