//! Whole DID documents, for those who ask this server for them (`com.atproto.identity.resolveDid`).
//!
//! Always true here: what somebody asks for is looked up by few at once, and not again within a minute, however often
//! and by however many it is asked for.

use std::sync::Arc;
use std::time::Duration;

use at_proto::plc::{Operation, did_document as plc_document};
use at_proto::syntax::{AtIdentifier, Did, Handle};
use model::Time;
use quick_cache::sync::Cache;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::Age;
use crate::AtProto;
use crate::error::{Error, Result};
use crate::identity::{DidDocument, has_handle, is_readable};

/// How many documents are remembered.
const REMEMBERED: usize = 1_000;
/// The longest that is, in bytes of JSON; they are seldom a tenth of that.
const MAX_REMEMBERED: usize = 16 * 1024;
/// How long a document is taken for the newest.
const FRESH: Duration = Duration::from_mins(5);
/// How soon it may be looked up anew.
const AT_MOST_EVERY: Duration = Duration::from_mins(1);
/// How many are looked up at once.
const AT_ONCE: usize = 8;
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The document of a DID.
#[derive(Debug, Clone)]
pub(crate) enum Paper {
    /// As it was given.
    Found(Arc<Value>),
    /// There is none that could be read.
    Missing,
    /// There was one, until its owner ended it.
    Ended,
}

/// What was looked up lately.
pub(crate) struct Papers {
    known: Cache<Did, (Time, Paper)>,
    turns: Semaphore,
}

impl Default for Papers {
    fn default() -> Self {
        Self {
            known: Cache::new(REMEMBERED),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

/// Who somebody is, as far as both their name and their DID say so.
#[derive(Debug, Clone)]
pub(crate) struct Identified {
    /// The handle that is theirs. `None` when it does not lead back to them.
    pub(crate) handle: Option<Handle>,
    /// Their document.
    pub(crate) document: Arc<Value>,
}

impl AtProto {
    /// The document of somebody: of people here as it is in the database, of others as they give it.
    pub(crate) async fn paper(&self, did: &Did, age: Age) -> Result<Paper> {
        if let Some(own) = self.own_paper(did).await? {
            return Ok(Paper::Found(Arc::new(own)));
        }
        let enough = match age {
            Age::Remembered => FRESH,
            Age::Fresh => AT_MOST_EVERY,
        };
        let now = self.social.now();
        let known = self.names.papers.known.get(did);
        if let Some((at, paper)) = known
            && now.since(at) < enough
        {
            return Ok(paper);
        }
        let paper = self.ask_paper(did).await?;
        if is_small(&paper) {
            let fresh = (now, paper.clone());
            self.names.papers.known.insert(did.clone(), fresh);
        }
        Ok(paper)
    }

    /// Asks for a document. An error is one that may be over soon, and is not remembered.
    async fn ask_paper(&self, did: &Did) -> Result<Paper> {
        let _turn = self.turn().await?;
        Ok(match self.did_json(did).await {
            Ok(Some(document)) if DidDocument::read(did, &document).is_some() => {
                Paper::Found(Arc::new(document))
            }
            Ok(None) if did.method() == "plc" => Paper::Ended,
            Err(Error::Fetch(error)) if error.is_retryable() => return Err(error.into()),
            Ok(_) | Err(_) => Paper::Missing,
        })
    }

    async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        let turn = tokio::time::timeout(PATIENCE, self.names.papers.turns.acquire()).await;
        let turn = turn.ok().and_then(std::result::Result::ok);
        turn.ok_or_else(|| social::Error::Unavailable("Too many names are being looked up").into())
    }

    /// What the name of somebody here says: as it was last signed here, if it was.
    async fn own_paper(&self, did: &Did) -> Result<Option<Value>> {
        let repo = self.social.repo_by_did(did.as_str()).await?;
        let Some(repo) = repo.filter(is_readable) else {
            return Ok(None);
        };
        let operations = self.social.directory_operations(repo.account_id).await?;
        let signed = operations.last().map(|last| &last.body);
        let signed = signed.and_then(|body| serde_json::from_str::<Operation>(body).ok());
        if let Some(state) = signed.and_then(|operation| operation.state()) {
            return Ok(Some(plc_document(did, &state)));
        }
        let key = self.social.repo_key(repo.account_id).await?;
        let document = crate::auth::did_document(&repo, &key, self.endpoint());
        Ok(Some(document))
    }

    /// The DID behind either name of somebody; the other direction is yet to be asked. `None` when it leads to nobody.
    pub(crate) async fn did_behind(&self, name: &AtIdentifier, age: Age) -> Result<Option<Did>> {
        let handle = match name {
            AtIdentifier::Did(did) => return Ok(Some(did.clone())),
            AtIdentifier::Handle(handle) => handle,
        };
        // People here are found without anybody's turn.
        let own = self.social.repo_by_handle(handle.as_str()).await?;
        if let Some(own) = own.filter(has_handle) {
            return Ok(Some(Did::parse(&own.did)?));
        }
        if age == Age::Fresh {
            self.forget_handle(handle, AT_MOST_EVERY);
        }
        let _turn = self.turn().await?;
        self.did_of_handle(handle).await
    }

    /// Who bears this document.
    pub(crate) async fn identified(
        &self,
        did: &Did,
        document: Arc<Value>,
        age: Age,
    ) -> Result<Identified> {
        let claimed = DidDocument::read(did, &document).and_then(|said| said.handle);
        let Some(handle) = claimed else {
            let handle = None;
            return Ok(Identified { handle, document });
        };
        let name = AtIdentifier::Handle(handle.clone());
        let is_theirs = self.did_behind(&name, age).await?.as_ref() == Some(did);
        let handle = is_theirs.then_some(handle);
        Ok(Identified { handle, document })
    }
}

fn is_small(paper: &Paper) -> bool {
    match paper {
        Paper::Found(document) => document.to_string().len() <= MAX_REMEMBERED,
        Paper::Missing | Paper::Ended => true,
    }
}
