//! `com.atproto.sync.getBlocks`: some nodes and records, by name.

use at_proto::car;
use at_proto::cid::Cid;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use social::repo::RepoReader;

use super::{Asking, all_of, cid_of};
use crate::error::Result;
use crate::xrpc::{Shared, XrpcError};

/// The most blocks that are asked for at once.
const MOST: usize = 500;

pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    RawQuery(query): RawQuery,
) -> Result<Response, XrpcError> {
    let did = all_of(query.as_deref(), "did").pop().unwrap_or_default();
    let cids = all_of(query.as_deref(), "cids");
    if cids.is_empty() || cids.len() > MOST {
        let message = format!("cids must be between 1 and {MOST}");
        return Err(XrpcError::invalid_request(message));
    }
    let cids: Vec<Cid> = cids
        .iter()
        .map(|cid| cid_of(cid))
        .collect::<Result<_, _>>()?;
    let (repo, head) = at.readable_repo(&did, &asking).await?;
    let found = at
        .social
        .read_repo(repo.account_id, move |reader| {
            blocks(reader, &cids, &head.cid, &head.body)
        })
        .await??;
    match found {
        Ok(blocks) => Ok(super::car(blocks)),
        Err(missing) => {
            let message = format!("Could not find cids: {missing}");
            Err(XrpcError::bad("BlockNotFound", message))
        }
    }
}

/// The blocks, or the name of one that is not there.
fn blocks(
    reader: &RepoReader<'_>,
    cids: &[Cid],
    head: &[u8],
    commit: &[u8],
) -> Result<std::result::Result<Vec<u8>, Cid>> {
    let mut out = car::empty_header();
    for cid in cids {
        let name = cid.to_bytes();
        if name == head {
            car::put_block(&mut out, cid, commit);
            continue;
        }
        match reader.block(&name)? {
            Some(bytes) => car::put_block(&mut out, cid, &bytes),
            None => return Ok(Err(*cid)),
        }
    }
    Ok(Ok(out))
}
