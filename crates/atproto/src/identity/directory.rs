//! The directory of names (<https://web.plc.directory/spec/v0.1/did-plc>): told when it can be told, asked when needed,
//! believed never.

use at_proto::plc::{self, Audit};
use at_proto::syntax::Did;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use infra::fetch::{Accept, Fetch, Post};
use social::repo::{DirectoryOperation, RepoState};

use crate::AtProto;
use crate::error::{Error, Result};

/// How many operations are sent in one go.
const BATCH: u32 = 20;
/// What of an answer is kept.
const MAX_ANSWER: usize = 300;

/// Where the directory is.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    base: String,
}

impl Directory {
    pub(crate) fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    fn of(&self, did: &Did) -> String {
        format!("{}/{did}", self.base)
    }

    fn log_of(&self, did: &Did) -> String {
        format!("{}/{did}/log/audit", self.base)
    }
}

impl AtProto {
    /// Sends what waits for the directory. `true` when something was sent.
    pub(crate) async fn send_operations(&self) -> Result<bool> {
        let due = self.social.due_directory_operations(BATCH).await?;
        let mut has_sent = false;
        for operation in due {
            match self.send_operation(&operation).await {
                Ok(()) => {
                    self.social.directory_took(&operation).await?;
                    self.name_changed(operation.account_id).await?;
                    has_sent = true;
                }
                Err(error) => {
                    tracing::warn!(account = %operation.account_id, %error, "the directory of names did not take an operation");
                    let error = error.to_string();
                    self.social.directory_refused(&operation, &error).await?;
                }
            }
        }
        Ok(has_sent)
    }

    async fn send_operation(&self, operation: &DirectoryOperation) -> Result<()> {
        let repo = self.social.repo(operation.account_id).await?;
        let repo = repo.ok_or(social::Error::NotFound("This repository"))?;
        let did = Did::parse(&repo.did)?;
        self.submit(&did, &operation.body, &operation.cid).await
    }

    /// Sends one signed operation. What the directory has taken before is as good as taken now.
    pub(crate) async fn submit(&self, did: &Did, body: &str, cid: &str) -> Result<()> {
        let json = HeaderValue::from_static("application/json");
        let answer = self
            .door
            .post(Post {
                url: &self.directory.of(did),
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: Bytes::copy_from_slice(body.as_bytes()),
            })
            .await?;
        if answer.status.is_success() {
            return Ok(());
        }
        // It may have taken it before, and we never heard of it.
        if self.knows(did, cid).await {
            return Ok(());
        }
        let said: String = String::from_utf8_lossy(&answer.body)
            .chars()
            .take(MAX_ANSWER)
            .collect();
        Err(Error::Invalid(format!("{}: {said}", answer.status)))
    }

    /// Whether the directory has an operation as the newest of a name.
    async fn knows(&self, did: &Did, cid: &str) -> bool {
        let audit = self.audit(did).await;
        audit.is_ok_and(|audit| audit.last_cid == cid)
    }

    /// What the directory says of a name, worked out again from what was signed.
    pub(crate) async fn audit(&self, did: &Did) -> Result<Audit> {
        let url = self.directory.log_of(did);
        let fetch = Fetch {
            max_body: Some(plc::MAX_LOG_BYTES),
            ..Fetch::new(&url, Accept::Json)
        };
        let log = self.door.get(&fetch).await?;
        Ok(plc::validate(did, &plc::parse_log(&log.body)?)?)
    }

    /// Whoever is new may be followed from now on; of all others it is told that their name says something else.
    async fn name_changed(&self, account: model::AccountId) -> Result<()> {
        match self.social.repo(account).await? {
            Some(repo) if repo.state == RepoState::New => {
                self.activate(account).await?;
            }
            Some(repo) if repo.state == RepoState::Active => self.tell_name(&repo).await?,
            _ => {}
        }
        Ok(())
    }
}
