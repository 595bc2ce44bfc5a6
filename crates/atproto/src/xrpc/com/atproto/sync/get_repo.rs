//! `com.atproto.sync.getRepo`: a whole repository, or what came after a commit.

use std::io;

use at_proto::car;
use at_proto::cid::Cid;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use model::AccountId;
use serde::Deserialize;
use social::repo::RepoReader;

use super::Asking;
use crate::error::{Error, Result};
use crate::identity::commit_alone;
use crate::repo::broken;
use crate::xrpc::{Params, Shared, XrpcError};

/// Blocks that are in memory for one reader.
const PAGE: u32 = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
    since: Option<String>,
}

/// Where the reading of a repository is.
struct Reading {
    at: Shared,
    account: AccountId,
    head: Vec<u8>,
    since: String,
    /// What is sent before the next page.
    first: Option<Vec<u8>>,
    /// The last block that was read; `None` at the end.
    after: Option<Vec<u8>>,
}

pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    Params(query): Params<Query>,
) -> Result<Response, XrpcError> {
    let (repo, head) = at.readable_repo(&query.did, &asking).await?;
    let reading = Reading {
        account: repo.account_id,
        first: Some(commit_alone(&head)?),
        head: head.cid,
        since: query.since.unwrap_or_default(),
        after: Some(Vec::new()),
        at,
    };
    let body = stream::try_unfold(reading, |reading| async move {
        reading.next().await.map_err(io::Error::other)
    });
    Ok(super::car(Body::from_stream(body)))
}

impl Reading {
    /// The next blocks. When the repository has changed meanwhile, what was sent is not whole and never will be: the
    /// answer breaks off, and whoever reads it asks again.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        if let Some(first) = self.first.take() {
            return Ok(Some((first.into(), self)));
        }
        let Some(after) = self.after.take() else {
            return Ok(None);
        };
        let (head, since) = (self.head.clone(), self.since.clone());
        let page = self
            .at
            .social
            .read_repo(self.account, move |reader| {
                page(reader, &head, &since, &after)
            })
            .await??;
        let (blocks, last) = page;
        self.after = last;
        Ok((!blocks.is_empty()).then(|| (blocks.into(), self)))
    }
}

/// Some blocks, and the name of the last one if there may be more.
fn page(
    reader: &RepoReader<'_>,
    head: &[u8],
    since: &str,
    after: &[u8],
) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let now = reader.repo()?.and_then(|repo| repo.head);
    if now.is_none_or(|now| now.cid != head) {
        return Err(Error::Swapped("the repository has changed meanwhile"));
    }
    let blocks = reader.blocks_after(since, after, PAGE)?;
    let mut out = Vec::new();
    for (cid, bytes) in &blocks {
        let cid = Cid::from_bytes(cid).map_err(|_no_cid| broken("a block"))?;
        car::put_block(&mut out, &cid, bytes);
    }
    let is_full = blocks.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = blocks
        .last()
        .filter(|_| is_full)
        .map(|(cid, _)| cid.clone());
    Ok((out, last))
}
