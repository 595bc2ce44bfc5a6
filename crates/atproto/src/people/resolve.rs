//! What was looked up of people elsewhere, remembered for a while.

use std::sync::Arc;
use std::time::Duration;

use at_proto::syntax::{Did, Handle};
use model::Time;
use quick_cache::sync::Cache;

use super::document::Document;
use super::paper::Papers;
use crate::AtProto;
use crate::error::{Error, Result};
use crate::identity::nobody;

/// How many documents and handles are remembered.
const REMEMBERED: usize = 20_000;
/// How long a document is taken for the newest.
const FRESH: Duration = Duration::from_hours(1);
/// How long it will do, when the directory does not answer.
const STALE: Duration = Duration::from_hours(24);
/// How soon it may be looked up anew: whoever says that names have changed does not make us ask without end.
const AT_MOST_EVERY: Duration = Duration::from_mins(1);
/// How long it is remembered that there is none.
const NOTHING_FOR: Duration = Duration::from_mins(2);

/// How old what is known of somebody may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// What is remembered will do.
    Remembered,
    /// It is to be looked up anew, if that was not done just now.
    Fresh,
}

/// What was looked up lately.
pub(crate) struct Known {
    documents: Cache<Did, (Time, Arc<Document>)>,
    nobody: Cache<Did, Time>,
    pub(super) handles: Cache<Handle, (Time, Option<Did>)>,
    pub(super) papers: Papers,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            documents: Cache::new(REMEMBERED),
            nobody: Cache::new(REMEMBERED),
            handles: Cache::new(REMEMBERED),
            papers: Papers::default(),
        }
    }
}

impl AtProto {
    /// What somebody's DID says of them. Not found: nothing that we could read.
    pub(crate) async fn document(&self, did: &Did, age: Age) -> Result<Arc<Document>> {
        let now = self.social.now();
        let known = self.names.documents.get(did);
        let enough = match age {
            Age::Remembered => FRESH,
            Age::Fresh => AT_MOST_EVERY,
        };
        if let Some((at, document)) = &known
            && now.since(*at) < enough
        {
            return Ok(Arc::clone(document));
        }
        let nothing = self.names.nobody.get(did);
        if known.is_none() && nothing.is_some_and(|at| now.since(at) < NOTHING_FOR) {
            return Err(nobody());
        }
        match Box::pin(self.look_up(did)).await {
            Ok(document) => {
                let document = Arc::new(document);
                let fresh = (now, Arc::clone(&document));
                self.names.documents.insert(did.clone(), fresh);
                Ok(document)
            }
            Err(Error::Fetch(error)) if error.is_retryable() => match known {
                Some((at, document)) if now.since(at) < STALE => Ok(document),
                _ => Err(error.into()),
            },
            Err(error) => {
                self.names.documents.remove(did);
                self.names.nobody.insert(did.clone(), now);
                Err(error)
            }
        }
    }

    async fn look_up(&self, did: &Did) -> Result<Document> {
        let document = self.did_document(did).await?.ok_or_else(nobody)?;
        Document::of(document, self.servers()).ok_or_else(nobody)
    }
}
