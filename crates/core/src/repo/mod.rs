//! Signed repositories: what people here do in public, under names that outlive this server. Kept here as bytes under
//! keys; what they mean, and which bytes are right, is the network's (its adapter makes commits and checks them).
//!
//! Always true here:
//! - A commit is written whole or not at all, and only on top of the commit that it was made for.
//! - A commit and what others are told of it share a transaction.
//! - Numbers of events never go back, whatever is restored from where.

mod arrival;
mod blob;
mod directory;
mod event;
mod keys;
mod read;
mod reference;
mod write;

use model::AccountId;

use crate::{Result, Social};

pub use arrival::{Arrival, RepoImport};
pub use blob::Blob;
pub use directory::DirectoryOperation;
pub use event::{EventKind, NewEvent};
pub use read::RepoReader;
pub use reference::{StrongRef, SubjectRecord};
pub use write::{RecordChange, RepoChange, RepoWritten};

/// Where a repository stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepoState {
    /// Its name waits for the directory; nobody was told of it.
    New,
    /// Everybody may follow it.
    Active,
    /// Its owner keeps it back.
    Deactivated,
    /// This community keeps it back.
    Suspended,
    /// Gone; only its name is remembered.
    Deleted,
}

impl RepoState {
    const ALL: [Self; 5] = [
        Self::New,
        Self::Active,
        Self::Deactivated,
        Self::Suspended,
        Self::Deleted,
    ];

    /// The word kept in the database, which is also the network's for all but the first two.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }

    /// Reads the word; an unknown one keeps the repository back.
    fn from_word(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == word);
        known.unwrap_or(Self::Suspended)
    }
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repo {
    /// Whose it is.
    pub account_id: AccountId,
    /// What the network calls it, for ever.
    pub did: String,
    /// The name that people see there.
    pub handle: String,
    /// Where it stands.
    pub state: RepoState,
    /// The newest commit; `None` before the first.
    pub head: Option<RepoHead>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepoHead {
    /// Its name.
    pub cid: Vec<u8>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// When it was made; sorts as text.
    pub rev: String,
    /// The root of its tree.
    pub root: Vec<u8>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepoRecord {
    /// Of what kind.
    pub collection: String,
    /// Its key among those.
    pub rkey: String,
    /// Its name.
    pub cid: Vec<u8>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// What it is here: the id of a post, a like, a follow, …
    pub subject: Option<i64>,
    /// The commit that wrote it.
    pub rev: String,
}

impl From<store::repo::RepoRow> for Repo {
    fn from(row: store::repo::RepoRow) -> Self {
        Self {
            account_id: row.account_id.into(),
            did: row.did,
            handle: row.handle,
            state: RepoState::from_word(&row.state),
            head: row.head.map(|head| RepoHead {
                cid: head.cid,
                body: head.body,
                rev: head.rev,
                root: head.root,
            }),
        }
    }
}

impl From<store::repo::RecordRow> for RepoRecord {
    fn from(row: store::repo::RecordRow) -> Self {
        Self {
            collection: row.collection,
            rkey: row.rkey,
            cid: row.cid,
            body: row.body,
            subject: row.subject_id,
            rev: row.rev,
        }
    }
}

impl Social {
    /// The repository of an account.
    pub async fn repo(&self, account: AccountId) -> Result<Option<Repo>> {
        let id = account.get();
        let row = self
            .store()
            .read(move |conn| store::repo::find(conn, id))
            .await?;
        Ok(row.map(Repo::from))
    }

    /// The repositories of some accounts, in no order; those who have none are left out.
    pub async fn repos_of(&self, accounts: &[AccountId]) -> Result<Vec<Repo>> {
        let ids: Vec<i64> = accounts.iter().map(|account| account.get()).collect();
        let rows = self
            .store()
            .read(move |conn| store::repo::of_accounts(conn, &ids))
            .await?;
        Ok(rows.into_iter().map(Repo::from).collect())
    }

    /// The repository with this name.
    pub async fn repo_by_did(&self, did: &str) -> Result<Option<Repo>> {
        let did = did.to_owned();
        let row = self
            .store()
            .read(move |conn| store::repo::find_by_did(conn, &did))
            .await?;
        Ok(row.map(Repo::from))
    }

    /// The repository with this handle, lower case.
    pub async fn repo_by_handle(&self, handle: &str) -> Result<Option<Repo>> {
        let handle = handle.to_owned();
        let row = self
            .store()
            .read(move |conn| store::repo::find_by_handle(conn, &handle))
            .await?;
        Ok(row.map(Repo::from))
    }

    /// Repositories that others know of, by name.
    pub async fn repos(&self, after: &str, limit: u32) -> Result<Vec<Repo>> {
        let after = after.to_owned();
        let rows = self
            .store()
            .read(move |conn| store::repo::page(conn, &after, i64::from(limit)))
            .await?;
        Ok(rows.into_iter().map(Repo::from).collect())
    }

    /// How many repositories there are in each state.
    pub async fn repo_counts(&self) -> Result<Vec<(RepoState, i64)>> {
        let counts = self.store().read(store::repo::count_by_state).await?;
        let known = counts
            .into_iter()
            .map(|(state, count)| (RepoState::from_word(&state), count));
        Ok(known.collect())
    }

    /// Members that have no repository and could have one: those after an id, in order.
    pub async fn members_without_repo(
        &self,
        after: AccountId,
        limit: u32,
    ) -> Result<Vec<AccountId>> {
        let after = after.get();
        let ids = self
            .store()
            .read(move |conn| store::repo::without(conn, after, i64::from(limit)))
            .await?;
        Ok(ids.into_iter().map(AccountId::from).collect())
    }

    /// Repositories that do not stand where they should, as their accounts stand now: and where they should.
    pub async fn repos_out_of_step(&self, limit: u32) -> Result<Vec<(AccountId, RepoState)>> {
        let rows = self
            .store()
            .read(move |conn| store::repo::out_of_step(conn, i64::from(limit)))
            .await?;
        let should = rows.into_iter().map(|row| {
            let state = match (row.has_account, row.is_suspended) {
                (false, _) => RepoState::Deleted,
                (true, true) => RepoState::Suspended,
                (true, false) if row.is_kept_back => RepoState::Deactivated,
                (true, false) => RepoState::Active,
            };
            (row.account_id.into(), state)
        });
        Ok(should.collect())
    }

    /// What apps of a network keep for their user, as that network writes it.
    pub async fn app_preferences(&self, account: AccountId) -> Result<Option<String>> {
        let id = account.get();
        Ok(self
            .store()
            .read(move |conn| store::repo::preferences(conn, id))
            .await?)
    }

    /// Keeps it.
    pub async fn set_app_preferences(&self, account: AccountId, body: String) -> Result<()> {
        let id = account.get();
        Ok(self
            .store()
            .write(move |tx| store::repo::set_preferences(tx, id, &body))
            .await?)
    }
}
