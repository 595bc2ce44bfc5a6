//! Writing to a repository.

use model::AccountId;
use store::identity::IdentityRow;
use store::repo::{HeadRow, RecordRow, RepoRow};

use super::{DirectoryOperation, EventKind, NewEvent, Repo, RepoHead, RepoState};
use crate::member::reason;
use crate::post::ReadyPost;
use crate::{Error, NetworkId, Result, Social};

/// What becomes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// Of what kind.
    pub collection: String,
    /// Its key.
    pub rkey: String,
    /// Its name and its bytes; `None` when it goes.
    pub now: Option<(Vec<u8>, Vec<u8>)>,
    /// What it is here.
    pub subject: Option<i64>,
    /// The files that it names: SHA-256 in hexadecimal digits.
    pub files: Vec<String>,
}

/// The next commit of a repository, made and signed by its network.
pub struct RepoChange {
    /// Whose.
    pub account: AccountId,
    /// The commit it was made for; `None` for the first.
    pub before: Option<Vec<u8>>,
    /// The commit.
    pub head: RepoHead,
    /// What it does.
    pub records: Vec<RecordChange>,
    /// Posts that the records are, which are written with them, in this order.
    pub posts: Vec<ReadyPost>,
    /// Nodes that are new: name and bytes.
    pub fresh: Vec<(Vec<u8>, Vec<u8>)>,
    /// Nodes that are in the tree no more.
    pub stale: Vec<Vec<u8>>,
    /// What others are told, if the repository is active then.
    pub event: NewEvent,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepoWritten {
    /// It is the newest.
    Yes,
    /// Another one came before: make it anew on top of that.
    Overtaken,
}

impl std::fmt::Debug for RepoChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RepoChange")
            .field("account", &self.account)
            .field("head", &self.head.rev)
            .finish_non_exhaustive()
    }
}

impl Social {
    /// Begins a repository, unless the account has one, with what the directory is to be told of its name.
    /// [`Error::Conflict`] when its name or its handle is somebody else's.
    pub async fn begin_repo(
        &self,
        network: NetworkId,
        repo: &Repo,
        operation: Option<DirectoryOperation>,
    ) -> Result<()> {
        let row = RepoRow {
            account_id: repo.account_id.get(),
            did: repo.did.clone(),
            handle: repo.handle.clone(),
            state: repo.state.as_str().to_owned(),
            head: None,
        };
        let now = self.now().micros();
        let face = IdentityRow {
            network: network.0.to_owned(),
            uri: repo.did.clone(),
            account_id: row.account_id,
            host: self.base_url().host_str().unwrap_or_default().to_owned(),
            document: "{}".to_owned(),
            is_local: true,
            ..IdentityRow::default()
        };
        let operation = operation.map(|operation| operation.row(now));
        let begun = self.store().write(move |tx| {
            if !store::repo::insert(tx, &row, now)? {
                return Ok(());
            }
            store::identity::upsert(tx, &face)?;
            match &operation {
                Some(operation) => store::did_operation::insert(tx, operation, now),
                None => Ok(()),
            }
        });
        begun.await.map_err(taken)
    }

    /// Writes a commit, with the posts that it is of, and tells of it.
    pub async fn write_repo(&self, change: RepoChange) -> Result<RepoWritten> {
        let now = self.now().micros();
        let (account, has_posts) = (change.account, !change.posts.is_empty());
        let (written, unused) = self
            .store()
            .write(move |tx| write(tx, &change, now))
            .await
            .map_err(reason)?;
        if written == RepoWritten::Yes {
            self.repo_events_grew();
            if has_posts {
                self.journal_grew();
            }
        }
        if !unused.is_empty() {
            self.drop_blobs(account, unused).await?;
        }
        Ok(written)
    }

    /// Gives a repository another state and tells of it. `false` when it is in that state already.
    pub async fn set_repo_state(
        &self,
        account: AccountId,
        state: RepoState,
        events: Vec<NewEvent>,
    ) -> Result<bool> {
        let (account, now) = (account.get(), self.now().micros());
        let changed = self
            .store()
            .write(move |tx| {
                if !store::repo::set_state(tx, account, state.as_str(), now)? {
                    return Ok(false);
                }
                if state == RepoState::Deleted {
                    store::repo::empty(tx, account)?;
                    store::repo_event::forget_account(tx, account)?;
                }
                for event in &events {
                    event.append(tx, account, now)?;
                }
                Ok(true)
            })
            .await?;
        if changed {
            self.repo_events_grew();
        }
        Ok(changed)
    }

    /// Gives a repository another handle and tells of it. [`Error::Conflict`] when that is somebody else's.
    pub async fn set_repo_handle(
        &self,
        account: AccountId,
        handle: &str,
        event: NewEvent,
    ) -> Result<()> {
        let (account, now, handle) = (account.get(), self.now().micros(), handle.to_owned());
        let set = self.store().write(move |tx| {
            store::repo::set_handle(tx, account, &handle, now)?;
            if is_active(tx, account)? {
                event.append(tx, account, now)?;
            }
            Ok(())
        });
        set.await.map_err(taken)?;
        self.repo_events_grew();
        Ok(())
    }
}

fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Conflict("This name is taken."),
        other => other.into(),
    }
}

fn is_active(tx: &mut store::Tx, account: i64) -> store::Result<bool> {
    let repo = store::repo::find(tx, account)?;
    Ok(repo.is_some_and(|repo| repo.state == RepoState::Active.as_str()))
}

fn write(
    tx: &mut store::Tx,
    change: &RepoChange,
    now: i64,
) -> store::Result<(RepoWritten, Vec<String>)> {
    let account = change.account.get();
    let head = HeadRow {
        cid: change.head.cid.clone(),
        body: change.head.body.clone(),
        rev: change.head.rev.clone(),
        root: change.head.root.clone(),
    };
    if !store::repo::move_head(tx, account, change.before.as_deref(), &head, now)? {
        return Ok((RepoWritten::Overtaken, Vec::new()));
    }
    for post in &change.posts {
        post.write(tx)?;
    }
    for cid in &change.stale {
        store::repo::delete_node(tx, account, cid)?;
    }
    for (cid, body) in &change.fresh {
        store::repo::put_node(tx, account, cid, body, &head.rev)?;
    }
    let mut unused = Vec::new();
    for record in &change.records {
        unused.extend(write_record(tx, account, record, &head.rev)?);
    }
    if change.event.kind() == EventKind::Commit && is_active(tx, account)? {
        change.event.append(tx, account, now)?;
    }
    unused.retain(|digest| !change.records.iter().any(|r| r.files.contains(digest)));
    Ok((RepoWritten::Yes, unused))
}

/// Writes what becomes of one record. The files that no record names any more come back.
fn write_record(
    tx: &mut store::Tx,
    account: i64,
    record: &RecordChange,
    rev: &str,
) -> store::Result<Vec<String>> {
    let (collection, rkey) = (record.collection.as_str(), record.rkey.as_str());
    let unused = store::repo_blob::end_uses(tx, account, collection, rkey)?;
    let Some((cid, body)) = &record.now else {
        store::repo::delete_record(tx, account, collection, rkey)?;
        return Ok(unused);
    };
    let row = RecordRow {
        collection: record.collection.clone(),
        rkey: record.rkey.clone(),
        cid: cid.clone(),
        body: body.clone(),
        subject_id: record.subject,
        rev: rev.to_owned(),
    };
    store::repo::put_record(tx, account, &row)?;
    for digest in &record.files {
        store::repo_blob::add_use(tx, account, digest, (collection, rkey), rev)?;
    }
    Ok(unused)
}
