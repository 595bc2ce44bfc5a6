//! `com.atproto.sync.getRecord`: a record and the proof that it is in the newest commit, or that it is not.

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::mst::Tree;
use at_proto::syntax::{Nsid, RecordKey};
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::Asking;
use crate::error::Result;
use crate::identity::commit_alone;
use crate::repo::{Kept, root_of};
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
    collection: Nsid,
    rkey: RecordKey,
}

pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    Params(query): Params<Query>,
) -> Result<Response, XrpcError> {
    let (repo, _) = at.readable_repo(&query.did, &asking).await?;
    let key = format!("{}/{}", query.collection, query.rkey);
    let blocks = at
        .read_tree(repo.account_id, move |kept| proof(kept, &key))
        .await??;
    match blocks {
        Some(blocks) => Ok(super::car(blocks)),
        None => Err(XrpcError::bad("RepoNotFound", "Could not find repo")),
    }
}

/// The commit, the nodes on the way to a key, and the record if there is one.
fn proof(kept: &Kept<'_, '_>, key: &str) -> Result<Option<Vec<u8>>> {
    let reader = kept.reader;
    let Some(head) = reader.repo()?.and_then(|repo| repo.head) else {
        return Ok(None);
    };
    let mut tree = Tree::open(kept, root_of(&head)?);
    let record = tree.find(key).map_err(at_proto::repo::RepoError::from)?;
    let mut blocks = commit_alone(&head)?;
    let mut put = |cid: &Cid, bytes: &[u8]| car::put_block(&mut blocks, cid, bytes);
    for (cid, node) in tree.was_read() {
        put(cid, node.bytes());
    }
    if let Some(cid) = record
        && let Some(bytes) = reader.block(&cid.to_bytes())?
    {
        put(&cid, &bytes);
    }
    Ok(Some(blocks))
}
