//! `com.atproto.repo.listMissingBlobs`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::{AccountAction, AccountPart, AtCaller, Permission};
use crate::repo::{blob_cid, hex};
use crate::xrpc::com::atproto::sync::cid_of;
use crate::xrpc::{Params, Shared, XrpcError};

/// The most files of a page.
const MOST: u32 = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// GET `com.atproto.repo.listMissingBlobs` — files that the caller's records name and that are not here:
/// `{"cursor"?, "blobs": [{"cid", "recordUri"}]}`.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    caller.check(&Permission::Account {
        part: AccountPart::Repo,
        action: AccountAction::Read,
    })?;
    let limit = query.limit.unwrap_or(500).clamp(1, MOST);
    let after = match &query.cursor {
        Some(cursor) => hex(cid_of(cursor)?.digest()),
        None => String::new(),
    };
    let missing = at
        .social
        .missing_blobs(caller.account_id(), &after, limit)
        .await?;
    let is_full = missing.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = missing.last().filter(|_| is_full);
    let last = last.and_then(|(digest, _, _)| blob_cid(digest));
    let blobs = missing.iter().filter_map(|(digest, collection, rkey)| {
        let uri = format!("at://{}/{collection}/{rkey}", caller.did);
        Some(json!({ "cid": blob_cid(digest)?.to_string(), "recordUri": uri }))
    });
    let blobs: Vec<Value> = blobs.collect();
    Ok(Json(match last {
        Some(last) => json!({ "blobs": blobs, "cursor": last.to_string() }),
        None => json!({ "blobs": blobs }),
    }))
}
