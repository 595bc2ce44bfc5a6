//! Reading a repository: everything at one moment.

use std::cell::RefCell;

use model::AccountId;
use store::Conn;

use super::{Repo, RepoRecord};
use crate::{Result, Social};

/// One repository at one moment.
pub struct RepoReader<'a> {
    conn: RefCell<&'a mut Conn>,
    account: i64,
}

impl std::fmt::Debug for RepoReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RepoReader")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl RepoReader<'_> {
    /// Where it stands; `None` when the account has none.
    pub fn repo(&self) -> Result<Option<Repo>> {
        let row = store::repo::find(&mut self.conn.borrow_mut(), self.account)?;
        Ok(row.map(Repo::from))
    }

    /// The bytes of a node of its tree.
    pub fn node(&self, cid: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(store::repo::node(
            &mut self.conn.borrow_mut(),
            self.account,
            cid,
        )?)
    }

    /// The bytes of a node or a record.
    pub fn block(&self, cid: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(store::repo::block(
            &mut self.conn.borrow_mut(),
            self.account,
            cid,
        )?)
    }

    /// Blocks that were written after the commit `rev` (all, when empty), by name, those after `cursor`.
    pub fn blocks_after(
        &self,
        rev: &str,
        cursor: &[u8],
        limit: u32,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let (conn, limit) = (&mut self.conn.borrow_mut(), i64::from(limit));
        Ok(store::repo::blocks_after(
            conn,
            self.account,
            rev,
            cursor,
            limit,
        )?)
    }

    /// A record.
    pub fn record(&self, collection: &str, rkey: &str) -> Result<Option<RepoRecord>> {
        let row = store::repo::record(&mut self.conn.borrow_mut(), self.account, collection, rkey)?;
        Ok(row.map(RepoRecord::from))
    }

    /// The records that something here is.
    pub fn of_subject(&self, subject: i64) -> Result<Vec<RepoRecord>> {
        let rows = store::repo::of_subject(&mut self.conn.borrow_mut(), subject)?;
        let own = rows
            .into_iter()
            .filter(|row| row.account_id == self.account);
        Ok(own.map(|row| row.record.into()).collect())
    }
}

impl Social {
    /// Reads a repository at one moment. The closure may be run again and changes nothing.
    pub async fn read_repo<T: Send + 'static>(
        &self,
        account: AccountId,
        mut read: impl FnMut(&RepoReader<'_>) -> T + Send + 'static,
    ) -> Result<T> {
        let account = account.get();
        let done = self.store().read(move |conn| {
            let reader = RepoReader {
                conn: RefCell::new(conn),
                account,
            };
            Ok(read(&reader))
        });
        Ok(done.await?)
    }

    /// Records of one kind, by key.
    pub async fn repo_records(
        &self,
        account: AccountId,
        collection: &str,
        cursor: Option<String>,
        is_oldest_first: bool,
        limit: u32,
    ) -> Result<Vec<RepoRecord>> {
        let (account, collection) = (account.get(), collection.to_owned());
        let rows = self
            .store()
            .read(move |conn| {
                let cursor = cursor.as_deref();
                let limit = i64::from(limit);
                store::repo::records(conn, account, &collection, cursor, is_oldest_first, limit)
            })
            .await?;
        Ok(rows.into_iter().map(RepoRecord::from).collect())
    }

    /// The kinds of records that a repository has, and how many records in all.
    pub async fn repo_contents(&self, account: AccountId) -> Result<(Vec<String>, i64)> {
        let account = account.get();
        let contents = self.store().read(move |conn| {
            let collections = store::repo::collections(conn, account)?;
            Ok((collections, store::repo::count_records(conn, account)?))
        });
        Ok(contents.await?)
    }
}
