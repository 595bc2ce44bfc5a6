//! The newest records of somebody elsewhere (lexicon `com.atproto.repo.listRecords`).

use at_proto::cid::Cid;
use at_proto::data::{self, Ipld};
use at_proto::syntax::{AtUri, Tid};
use infra::fetch::{Accept, Fetch};
use serde::Deserialize;
use serde_json::Value;

use super::record::is_nothing;
use crate::AtProto;
use crate::error::{Error, Result};
use crate::people::Document;

/// The most bytes of a list.
const MAX_LIST: usize = 4_000_000;
/// The most bytes of what says which commit is the newest.
const MAX_COMMIT: usize = 4 * 1024;

/// A record of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    /// Where it is.
    pub(crate) uri: AtUri,
    /// Its name, which its bytes have.
    pub(crate) cid: Cid,
    /// What it says.
    pub(crate) record: Ipld,
}

#[derive(Deserialize)]
struct Answer {
    records: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    uri: String,
    cid: String,
    value: Value,
}

#[derive(Deserialize)]
struct Latest {
    cid: String,
    rev: String,
}

impl AtProto {
    /// The newest records of one kind, the newest first. Those that cannot be read are left out.
    pub(crate) async fn list_newest(
        &self,
        document: &Document,
        collection: &str,
        limit: usize,
    ) -> Result<Vec<Listed>> {
        let (did, count) = (document.did.as_str(), limit.to_string());
        let parameters = [("repo", did), ("collection", collection), ("limit", &count)];
        let url = document.url("com.atproto.repo.listRecords", &parameters);
        let Some(answer) = self.ask::<Answer>(&url, MAX_LIST).await? else {
            return Ok(Vec::new());
        };
        let rows = answer.records.into_iter().take(limit);
        Ok(rows
            .filter_map(|row| row.read(document, collection))
            .collect())
    }

    /// The newest commit of somebody: its name, and when it was made. `None` for a repository that is not there.
    pub(crate) async fn latest_commit(&self, document: &Document) -> Result<Option<(Cid, Tid)>> {
        let parameters = [("did", document.did.as_str())];
        let url = document.url("com.atproto.sync.getLatestCommit", &parameters);
        let latest = self.ask::<Latest>(&url, MAX_COMMIT).await?;
        Ok(latest.and_then(|latest| {
            Some((Cid::parse(&latest.cid).ok()?, Tid::parse(&latest.rev).ok()?))
        }))
    }

    async fn ask<T: for<'a> Deserialize<'a>>(&self, url: &str, most: usize) -> Result<Option<T>> {
        let fetch = Fetch {
            max_body: Some(most),
            ..Fetch::new(url, Accept::Json)
        };
        let fetched = match self.door.get(&fetch).await {
            Err(error) if is_nothing(&error) => return Ok(None),
            fetched => fetched?,
        };
        let answer = serde_json::from_slice(&fetched.body);
        answer.map(Some).map_err(|error| {
            Error::Invalid(format!(
                "an answer of another server cannot be read: {error}"
            ))
        })
    }
}

impl Row {
    /// The record, if it is of this repository and its bytes have the name that is said.
    fn read(self, document: &Document, collection: &str) -> Option<Listed> {
        let uri = AtUri::parse(&self.uri).ok()?;
        let is_theirs = uri.identifier().did() == Some(&document.did)
            && uri
                .collection()
                .is_some_and(|kind| kind.as_str() == collection)
            && uri.rkey().is_some();
        let cid = Cid::parse(&self.cid).ok().filter(|_| is_theirs)?;
        let record = data::record_from_json(&self.value).ok()?;
        let bytes = data::encode(&record).ok()?;
        cid.is_of(&bytes).then_some(Listed { uri, cid, record })
    }
}
