//! `com.atproto.sync.listBlobs`: the files that the records of a repository name.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use super::{Asking, cid_of};
use crate::repo::{blob_cid, hex};
use crate::xrpc::{Params, Shared, XrpcError, page};

/// The most files of a page.
const MOST: u32 = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
    since: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// `{"cursor"?, "cids": []}`.
pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let (repo, _) = at.readable_repo(&query.did, &asking).await?;
    let limit = query.limit.unwrap_or(500).clamp(1, MOST);
    let since = query.since.unwrap_or_default();
    let after = match &query.cursor {
        Some(cursor) => hex(cid_of(cursor)?.digest()),
        None => String::new(),
    };
    let named = at
        .social
        .named_blobs(repo.account_id, &since, &after, limit)
        .await?;
    let is_full = named.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let cids: Vec<String> = named
        .iter()
        .filter_map(|digest| Some(blob_cid(digest)?.to_string()))
        .collect();
    let last = cids.last().filter(|_| is_full).cloned();
    let cids = cids.into_iter().map(Value::from).collect();
    Ok(Json(page("cids", cids, last)))
}
