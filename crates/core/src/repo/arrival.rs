//! Repositories that come here with their owners.

use model::AccountId;
use store::identity::IdentityRow;
use store::repo::{HeadRow, RecordRow};
use store::repo_arrival::ArrivalRow;

use super::{RecordChange, RepoHead, RepoState, RepoWritten};
use crate::member::{reason, refuse};
use crate::{Error, NetworkId, Result, Social};

/// A whole repository that is to be the one of an account, checked and signed anew by its network.
pub struct RepoImport {
    /// Whose.
    pub account: AccountId,
    /// The commit that it takes the place of; `None` for the first.
    pub before: Option<Vec<u8>>,
    /// Its commit.
    pub head: RepoHead,
    /// All its records.
    pub records: Vec<RecordChange>,
    /// All nodes of its tree: name and bytes.
    pub nodes: Vec<(Vec<u8>, Vec<u8>)>,
    /// The kind of records that is looked at first, once it is active.
    pub first: &'static str,
}

impl std::fmt::Debug for RepoImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RepoImport")
            .field("account", &self.account)
            .field("records", &self.records.len())
            .finish_non_exhaustive()
    }
}

/// How far the records of an imported repository have become something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Whose.
    pub account_id: AccountId,
    /// The kind of records that is looked at.
    pub collection: String,
    /// The key of the last one that was.
    pub rkey: String,
}

const NOT_BACK: Error =
    Error::Conflict("Only a repository that is deactivated can be replaced by another one.");

impl Social {
    /// Puts a whole repository in the place of what an account has, in one transaction. Its owner keeps it back
    /// meanwhile ([`Error::Conflict`] if not), so nobody is told. What records are here already, they stay.
    pub async fn import_repo(&self, import: RepoImport) -> Result<RepoWritten> {
        let now = self.now().micros();
        let written = self.store().write(move |tx| write(tx, &import, now));
        written.await.map_err(reason)
    }

    /// Imported repositories with records that nobody has looked at yet, of those that are active.
    pub async fn arrivals(&self, limit: u32) -> Result<Vec<Arrival>> {
        let rows = self
            .store()
            .read(move |conn| store::repo_arrival::waiting(conn, i64::from(limit)))
            .await?;
        let arrivals = rows.into_iter().map(|row| Arrival {
            account_id: row.account_id.into(),
            collection: row.collection,
            rkey: row.rkey,
        });
        Ok(arrivals.collect())
    }

    /// Notes how far it has come.
    pub async fn advance_arrival(&self, arrival: Arrival) -> Result<()> {
        let row = ArrivalRow {
            account_id: arrival.account_id.get(),
            collection: arrival.collection,
            rkey: arrival.rkey,
        };
        Ok(self
            .store()
            .write(move |tx| store::repo_arrival::advance(tx, &row))
            .await?)
    }

    /// All records were looked at.
    pub async fn end_arrival(&self, account: AccountId) -> Result<()> {
        let (account, now) = (account.get(), self.now().micros());
        Ok(self
            .store()
            .write(move |tx| store::repo_arrival::end(tx, account, now))
            .await?)
    }

    /// Notes that a record belongs to something here. `false` when it does to something already.
    pub async fn note_subject(
        &self,
        account: AccountId,
        (collection, rkey): (&str, &str),
        subject: i64,
    ) -> Result<bool> {
        let account = account.get();
        let (collection, rkey) = (collection.to_owned(), rkey.to_owned());
        let noted = self.store().write(move |tx| {
            store::repo_arrival::set_subject(tx, account, (&collection, &rkey), subject)
        });
        Ok(noted.await?)
    }

    /// How many blocks a repository has: nodes, different records, and the commit.
    pub async fn count_blocks(&self, account: AccountId) -> Result<i64> {
        let account = account.get();
        let count = self
            .store()
            .read(move |conn| store::repo_arrival::count_blocks(conn, account));
        Ok(count.await?.saturating_add(1))
    }

    /// The name of a repository is that of this account from now on. Whoever was known by it as somebody elsewhere, is
    /// this one: those who follow the one follow the other.
    pub async fn claim_face(
        &self,
        network: NetworkId,
        account: AccountId,
        did: &str,
    ) -> Result<()> {
        let face = IdentityRow {
            network: network.0.to_owned(),
            uri: did.to_owned(),
            account_id: account.get(),
            host: self.base_url().host_str().unwrap_or_default().to_owned(),
            document: "{}".to_owned(),
            is_local: true,
            ..IdentityRow::default()
        };
        Ok(self
            .store()
            .write(move |tx| store::identity::claim(tx, &face))
            .await?)
    }

    /// When a repository that its owner keeps back goes for good; `None` for never.
    pub async fn set_repo_end(&self, account: AccountId, at: Option<model::Time>) -> Result<()> {
        let (account, at) = (account.get(), at.map(model::Time::micros));
        Ok(self
            .store()
            .write(move |tx| store::repo_arrival::set_delete_after(tx, account, at))
            .await?)
    }

    /// Repositories that should be gone by now.
    pub async fn overdue_repos(&self, limit: u32) -> Result<Vec<AccountId>> {
        let now = self.now().micros();
        let ids = self
            .store()
            .read(move |conn| store::repo_arrival::overdue(conn, now, i64::from(limit)))
            .await?;
        Ok(ids.into_iter().map(AccountId::from).collect())
    }
}

fn write(tx: &mut store::Tx, import: &RepoImport, now: i64) -> store::Result<RepoWritten> {
    let account = import.account.get();
    let repo = store::repo::find(tx, account)?;
    if repo.is_none_or(|repo| repo.state != RepoState::Deactivated.as_str()) {
        return Err(refuse(NOT_BACK));
    }
    let head = HeadRow {
        cid: import.head.cid.clone(),
        body: import.head.body.clone(),
        rev: import.head.rev.clone(),
        root: import.head.root.clone(),
    };
    if !store::repo::move_head(tx, account, import.before.as_deref(), &head, now)? {
        return Ok(RepoWritten::Overtaken);
    }
    store::repo_arrival::clear(tx, account)?;
    for (cid, body) in &import.nodes {
        store::repo::put_node(tx, account, cid, body, &head.rev)?;
    }
    for record in &import.records {
        put(tx, account, record, &head.rev)?;
    }
    store::repo_arrival::drop_older(tx, account, &head.rev)?;
    store::repo_arrival::begin(tx, account, import.first)?;
    Ok(RepoWritten::Yes)
}

fn put(tx: &mut store::Tx, account: i64, record: &RecordChange, rev: &str) -> store::Result<()> {
    let Some((cid, body)) = &record.now else {
        return Ok(());
    };
    let row = RecordRow {
        collection: record.collection.clone(),
        rkey: record.rkey.clone(),
        cid: cid.clone(),
        body: body.clone(),
        rev: rev.to_owned(),
        subject_id: None,
    };
    store::repo::put_record(tx, account, &row)?;
    let key = (record.collection.as_str(), record.rkey.as_str());
    for digest in &record.files {
        store::repo_blob::add_use(tx, account, digest, key, rev)?;
    }
    Ok(())
}
