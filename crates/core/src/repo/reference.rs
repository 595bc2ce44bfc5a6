//! Which record of which repository something here is.

use model::{AccountId, PostId};
use store::strong_ref::StrongRefRow;

use super::RepoRecord;
use crate::{Result, Social};

/// What an answer to a post names: a version of the post, and of what its thread begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrongRef {
    /// The version that was read.
    pub cid: String,
    /// What its thread begins with: uri and version; `None` when it begins one.
    pub root: Option<(String, String)>,
}

/// A record that is something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRecord {
    /// Whose repository.
    pub did: String,
    /// Whose account.
    pub account_id: AccountId,
    /// The record.
    pub record: RepoRecord,
}

impl From<store::repo::SubjectRow> for SubjectRecord {
    fn from(row: store::repo::SubjectRow) -> Self {
        Self {
            did: row.did,
            account_id: row.account_id.into(),
            record: row.record.into(),
        }
    }
}

impl Social {
    /// The records that something here is.
    pub async fn records_of(&self, subject: i64) -> Result<Vec<SubjectRecord>> {
        let rows = self
            .store()
            .read(move |conn| store::repo::of_subject(conn, subject))
            .await?;
        Ok(rows.into_iter().map(SubjectRecord::from).collect())
    }

    /// A record of a repository here, by name.
    pub async fn named_record(
        &self,
        did: &str,
        collection: &str,
        rkey: &str,
    ) -> Result<Option<SubjectRecord>> {
        let (did, collection, rkey) = (did.to_owned(), collection.to_owned(), rkey.to_owned());
        let row = self
            .store()
            .read(move |conn| store::repo::named(conn, &did, &collection, &rkey))
            .await?;
        Ok(row.map(SubjectRecord::from))
    }

    /// Which version of a post of another server was read.
    pub async fn strong_ref(&self, post: PostId) -> Result<Option<StrongRef>> {
        let id = post.get();
        let row = self
            .store()
            .read(move |conn| store::strong_ref::find(conn, id))
            .await?;
        Ok(row.map(|row| StrongRef {
            cid: row.cid,
            root: row.root,
        }))
    }

    /// Notes it.
    pub async fn set_strong_ref(&self, post: PostId, known: StrongRef) -> Result<()> {
        let id = post.get();
        let row = StrongRefRow {
            cid: known.cid,
            root: known.root,
        };
        Ok(self
            .store()
            .write(move |tx| store::strong_ref::set(tx, id, &row))
            .await?)
    }
}
