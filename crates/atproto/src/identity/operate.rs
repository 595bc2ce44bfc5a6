//! Changing what the directory says of people here (<https://web.plc.directory/spec/v0.1/did-plc>): each operation is
//! made on top of the newest one, kept, and sent as soon as it can be.

use at_proto::plc::{Operation, State};
use at_proto::syntax::Did;
use model::AccountId;
use social::repo::{DirectoryOperation, Repo, RepoState};

use crate::AtProto;
use crate::error::{Error, Result};

/// Repositories that are looked at in one go.
const PAGE: u32 = 100;

/// What an operation is made on top of.
pub(crate) struct Standing {
    /// What the directory says, or will say once what waits has been sent.
    pub(crate) state: State,
    /// The name of the newest operation.
    pub(crate) last: String,
    /// The place of the next one.
    next: i64,
}

/// What becomes of a key that its owner keeps themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnKey {
    /// It may change the name, and comes before ours: within 72 hours it can undo what ours did.
    Add,
    /// It may do so no longer.
    Remove,
}

impl AtProto {
    /// What a name's next operation is made on top of. What the directory has counts more than what we remember: the
    /// owner may have changed it with a key of their own.
    pub(crate) async fn standing(&self, repo: &Repo) -> Result<Standing> {
        let did = plc(repo)?;
        let operations = self.social.directory_operations(repo.account_id).await?;
        let next = operations.last().map_or(0, |last| last.n.saturating_add(1));
        if let Some(waiting) = operations.last().filter(|last| !last.is_taken) {
            let operation: Operation =
                serde_json::from_str(&waiting.body).map_err(social::Error::internal)?;
            return Ok(Standing {
                state: operation.state().ok_or_else(over)?,
                last: waiting.cid.clone(),
                next,
            });
        }
        let audit = self.audit(&did).await?;
        Ok(Standing {
            state: audit.state.ok_or_else(over)?,
            last: audit.last_cid,
            next,
        })
    }

    /// Changes what the directory says of somebody here. `false` when it says so already. Whoever calls it has taken the
    /// [`Turns`](crate::repo::Turns) of the account.
    async fn change_name(
        &self,
        repo: &Repo,
        change: impl FnOnce(&mut State) -> Result<()>,
    ) -> Result<bool> {
        let standing = self.standing(repo).await?;
        let ours = self.rotation_did_key().await?;
        if !standing.state.rotation_keys.contains(&ours) {
            let message = "This server may not change this name any more.";
            return Err(Error::Invalid(message.to_owned()));
        }
        let mut state = standing.state.clone();
        change(&mut state)?;
        if state == standing.state {
            return Ok(false);
        }
        let key = self.social.rotation_key().await?;
        let operation = Operation::update(state, &standing.last, &key)?;
        let kept = kept(repo.account_id, standing.next, &operation, false)?;
        self.social.add_directory_operation(kept).await?;
        self.chores_due();
        Ok(true)
    }

    /// An operation that somebody had signed elsewhere was taken by the directory: it is remembered here.
    pub(crate) async fn note_operation(&self, repo: &Repo, operation: &Operation) -> Result<()> {
        let operations = self.social.directory_operations(repo.account_id).await?;
        let cid = operation.cid()?;
        if operations.iter().any(|known| known.cid == cid) {
            return Ok(());
        }
        let n = operations.last().map_or(0, |last| last.n.saturating_add(1));
        let kept = kept(repo.account_id, n, operation, true)?;
        Ok(self.social.add_directory_operation(kept).await?)
    }

    /// The handle of somebody here is another one: the directory is told.
    pub(crate) async fn name_handle(&self, repo: &Repo, handle: &str) -> Result<bool> {
        let alias = format!("at://{handle}");
        self.change_name(repo, |state| {
            let others = state.also_known_as.iter();
            let others = others.filter(|name| !name.starts_with("at://")).cloned();
            state.also_known_as = [alias].into_iter().chain(others).collect();
            Ok(())
        })
        .await
    }

    /// Adds a key of somebody's own to those that may change their name, before ours, or takes one away. `key` is a
    /// `did:key` of the curves secp256k1 or P-256. `false` when it was so already. Their name can then be saved without
    /// this server, should it be gone.
    pub async fn set_own_key(
        &self,
        account: AccountId,
        key: &str,
        what: OwnKey,
    ) -> social::Result<bool> {
        let _turn = self.turns.take(account).await;
        Ok(self.change_own_key(account, key, what).await?)
    }

    async fn change_own_key(&self, account: AccountId, key: &str, what: OwnKey) -> Result<bool> {
        let repo = self.social.repo(account).await?;
        let repo = repo.ok_or(social::Error::NotFound("This repository"))?;
        let ours = self.rotation_did_key().await?;
        if key == ours {
            let message = "This is the key of the server itself.";
            return Err(Error::Invalid(message.to_owned()));
        }
        self.change_name(&repo, |state| {
            match what {
                OwnKey::Add if state.rotation_keys.iter().any(|known| known == key) => {}
                OwnKey::Add => state.rotation_keys.insert(0, key.to_owned()),
                OwnKey::Remove => state.rotation_keys.retain(|known| known != key),
            }
            Ok(())
        })
        .await
    }

    /// Tells the directory of the address of this server for everybody here, after it has changed: one operation each.
    /// How many there are to be sent. What cannot be asked for now is logged and left out: call it again.
    pub async fn move_endpoints(&self) -> social::Result<u64> {
        let (mut after, mut moved) = (String::new(), 0);
        loop {
            let page = self.social.repos(&after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(moved);
            };
            after = last.did.clone();
            for repo in page {
                if repo.state == RepoState::Deleted || !repo.did.starts_with("did:plc:") {
                    continue;
                }
                match self.move_endpoint(&repo).await {
                    Ok(true) => moved += 1,
                    Ok(false) => {}
                    Err(error) => {
                        tracing::warn!(did = %repo.did, %error, "the address of somebody could not be changed");
                    }
                }
            }
        }
    }

    async fn move_endpoint(&self, repo: &Repo) -> Result<bool> {
        let _turn = self.turns.take(repo.account_id).await;
        let signing = self.signing_key(repo).await?;
        let endpoint = self.endpoint().to_owned();
        self.change_name(repo, |state| {
            // Whoever has moved away, or has yet to arrive, is signed for by somebody else.
            let is_ours = state.verification_methods.get("atproto") == Some(&signing);
            if let Some(service) = state.services.get_mut("atproto_pds").filter(|_| is_ours) {
                service.endpoint = endpoint;
            }
            Ok(())
        })
        .await
    }
}

fn kept(
    account_id: AccountId,
    n: i64,
    operation: &Operation,
    is_taken: bool,
) -> Result<DirectoryOperation> {
    Ok(DirectoryOperation {
        account_id,
        n,
        body: serde_json::to_string(operation).map_err(social::Error::internal)?,
        cid: operation.cid()?,
        is_taken,
        failures: 0,
        error: String::new(),
    })
}

/// The name of a repository, if the directory has it.
fn plc(repo: &Repo) -> Result<Did> {
    let did = Did::parse(&repo.did)?;
    if did.method() == "plc" {
        return Ok(did);
    }
    let message = "What this name says is not in the directory: its owner changes it where it is.";
    Err(Error::Invalid(message.to_owned()))
}

fn over() -> Error {
    Error::Invalid("This name has been ended.".to_owned())
}
