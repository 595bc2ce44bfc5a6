//! The beginning of a repository: a name for somebody who has none.

use at_proto::plc::{Operation, State};
use at_proto::syntax::{Did, Handle};
use crypto::multikey;
use model::{AccountId, AccountKind};
use social::Viewer;
use social::repo::{DirectoryOperation, Repo, RepoState};

use super::handle::candidates;
use crate::error::{Error, Result};
use crate::{AtProto, ID};

impl AtProto {
    /// The repository of a member, begun if there is none; `None` for whoever has none: accounts of other servers, the
    /// server's own, and those who do not want one.
    pub(crate) async fn repo_of(&self, account: AccountId) -> Result<Option<Repo>> {
        if let Some(repo) = self.social.repo(account).await? {
            return Ok(Some(repo));
        }
        let Ok(view) = self.social.account(Viewer::Anyone, account).await else {
            return Ok(None);
        };
        let is_somebody = view.is_local() && !view.is_suspended && view.kind != AccountKind::Server;
        if !is_somebody || !self.social.is_on(ID, account).await? {
            return Ok(None);
        }
        self.begin(account, &view.username).await.map(Some)
    }

    /// Begins a repository. Nothing waits for the directory: it is told as soon as it can be.
    async fn begin(&self, account: AccountId, username: &str) -> Result<Repo> {
        for handle in candidates(username, &self.config.handle_domain) {
            if self.social.repo_by_handle(handle.as_str()).await?.is_some() {
                continue;
            }
            let (did, operation) = self.genesis(account, &handle).await?;
            let repo = Repo {
                account_id: account,
                did: did.to_string(),
                handle: handle.to_string(),
                state: RepoState::New,
                head: None,
            };
            match self.social.begin_repo(ID, &repo, Some(operation)).await {
                Ok(()) => {
                    let kept = self.social.repo(account).await?;
                    self.chores_due();
                    return Ok(kept.unwrap_or(repo));
                }
                // Somebody took the handle meanwhile.
                Err(social::Error::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Invalid(
            "there is no handle left for this name".to_owned(),
        ))
    }

    /// The name of a new repository: it follows from the keys and the handle, and is known before the directory is.
    async fn genesis(
        &self,
        account: AccountId,
        handle: &Handle,
    ) -> Result<(Did, DirectoryOperation)> {
        let signing = self.social.repo_key(account).await?;
        let rotation = self.social.rotation_key().await?;
        let did_key = |public: [u8; 33]| multikey::did_key_secp256k1(&public);
        let state = State::of_account(
            handle,
            self.endpoint(),
            &did_key(signing.public_compressed()),
            vec![did_key(rotation.public_compressed())],
        );
        let operation = Operation::genesis(state, &rotation)?;
        let did = operation.did()?;
        let kept = DirectoryOperation {
            account_id: account,
            n: 0,
            body: serde_json::to_string(&operation).map_err(social::Error::internal)?,
            cid: operation.cid()?,
            is_taken: false,
            failures: 0,
            error: String::new(),
        };
        Ok((did, kept))
    }

    /// Where repositories of people here are.
    pub(crate) fn endpoint(&self) -> &str {
        self.social.base_url().as_str().trim_end_matches('/')
    }
}
