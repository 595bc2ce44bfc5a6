//! `com.atproto.repo.listRecords`

use at_proto::data;
use at_proto::syntax::{AtIdentifier, Nsid};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::repo::cid_text;
use crate::xrpc::{Params, Shared, XrpcError, page};

/// The most records of a page.
const MOST: u32 = 100;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    repo: AtIdentifier,
    collection: Nsid,
    limit: Option<u32>,
    cursor: Option<String>,
    #[serde(default)]
    reverse: bool,
}

/// GET `com.atproto.repo.listRecords` — records of one kind, the newest first.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let (repo, did) = at.open_named(&query.repo).await?;
    let limit = query.limit.unwrap_or(50).clamp(1, MOST);
    let collection = query.collection.as_str();
    let records = at
        .social
        .repo_records(
            repo.account_id,
            collection,
            query.cursor,
            query.reverse,
            limit,
        )
        .await?;
    let is_full = records.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = records
        .last()
        .filter(|_| is_full)
        .map(|last| last.rkey.clone());
    let mut shown = Vec::new();
    for record in records {
        let value = data::decode(&record.body).map_err(crate::error::Error::from)?;
        shown.push(json!({
            "uri": format!("at://{did}/{collection}/{}", record.rkey),
            "cid": cid_text(&record.cid),
            "value": data::to_json(&value),
        }));
    }
    Ok(Json(page("records", shown, last)))
}
