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

/// The newest records of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Newest {
    /// Those that can be read, the newest first.
    pub(crate) records: Vec<Listed>,
    /// What all of them are called, read or not.
    pub(crate) uris: Vec<String>,
    /// Whether there are no others.
    pub(crate) is_all: bool,
}

impl Newest {
    /// Whether a record that has this name would be among these, if it were there.
    pub(crate) fn should_have(&self, uri: &str) -> bool {
        let oldest = self.uris.iter().min();
        self.is_all || oldest.is_some_and(|oldest| uri >= oldest.as_str())
    }
}

/// How a repository stands at the host that keeps it (lexicon `com.atproto.sync.getRepoStatus`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct RepoStatus {
    /// It is given out.
    pub(crate) active: bool,
    /// Why not.
    #[serde(default)]
    pub(crate) status: Option<String>,
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
    /// The newest records of one kind. `None` for a repository that is not there.
    pub(crate) async fn list_newest(
        &self,
        document: &Document,
        collection: &str,
        limit: usize,
    ) -> Result<Option<Newest>> {
        let (did, count) = (document.did.as_str(), limit.to_string());
        let parameters = [("repo", did), ("collection", collection), ("limit", &count)];
        let url = document.url("com.atproto.repo.listRecords", &parameters);
        let Some(answer) = self.ask::<Answer>(&url, MAX_LIST).await? else {
            return Ok(None);
        };
        let rows: Vec<Row> = answer.records.into_iter().take(limit).collect();
        Ok(Some(Newest {
            uris: rows.iter().map(|row| row.uri.clone()).collect(),
            is_all: rows.len() < limit,
            records: rows
                .into_iter()
                .filter_map(|row| row.read(document, collection))
                .collect(),
        }))
    }

    /// How somebody stands at the host that keeps them. `None`: it knows nobody of that name.
    pub(crate) async fn repo_status(&self, document: &Document) -> Result<Option<RepoStatus>> {
        let parameters = [("did", document.did.as_str())];
        let url = document.url("com.atproto.sync.getRepoStatus", &parameters);
        self.ask(&url, MAX_COMMIT).await
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
