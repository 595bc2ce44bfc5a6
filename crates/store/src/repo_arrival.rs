//! Repositories that were imported, and what becomes of their records here.

use crate::{Conn, Result, Tx};

/// How far the records of an imported repository have become something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalRow {
    /// Whose.
    pub account_id: i64,
    /// What is looked at now.
    pub collection: String,
    /// The key of the last record that was.
    pub rkey: String,
}

/// A repository was imported: its records are to be looked at from the beginning.
pub fn begin(tx: &mut Tx, account: i64, collection: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO repo_arrival (account_id, collection, rkey) VALUES ($1, $2, '') ON CONFLICT (account_id) \
         DO UPDATE SET collection = excluded.collection, rkey = '', done_at = NULL",
        &[&account, &collection],
    )?;
    Ok(())
}

/// Those of active repositories that are not done.
pub fn waiting(conn: &mut Conn, limit: i64) -> Result<Vec<ArrivalRow>> {
    conn.all(
        "SELECT a.account_id, a.collection, a.rkey FROM repo_arrival a JOIN repo r ON r.account_id = a.account_id \
         WHERE a.done_at IS NULL AND r.state = 'active' ORDER BY a.account_id LIMIT $1",
        &[&limit],
        |row| {
            Ok(ArrivalRow {
                account_id: row.get(0)?,
                collection: row.get(1)?,
                rkey: row.get(2)?,
            })
        },
    )
}

/// Notes how far it has come.
pub fn advance(tx: &mut Tx, row: &ArrivalRow) -> Result<()> {
    tx.exec(
        "UPDATE repo_arrival SET collection = $2, rkey = $3 WHERE account_id = $1",
        &[&row.account_id, &row.collection, &row.rkey],
    )?;
    Ok(())
}

/// There is nothing left.
pub fn end(tx: &mut Tx, account: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE repo_arrival SET done_at = $2 WHERE account_id = $1",
        &[&account, &now],
    )?;
    Ok(())
}

/// Takes away the tree of a repository, and what its records say of files, before others are written.
pub fn clear(tx: &mut Tx, account: i64) -> Result<()> {
    for sql in [
        "DELETE FROM repo_node WHERE account_id = $1",
        "DELETE FROM repo_blob_use WHERE account_id = $1",
    ] {
        tx.exec(sql, &[&account])?;
    }
    Ok(())
}

/// Takes away the records that another commit than this one wrote.
pub fn drop_older(tx: &mut Tx, account: i64, rev: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM repo_record WHERE account_id = $1 AND rev <> $2",
        &[&account, &rev],
    )?;
    Ok(())
}

/// Notes what a record is here. `false` when it is something already, or is gone.
pub fn set_subject(
    tx: &mut Tx,
    account: i64,
    (collection, rkey): (&str, &str),
    subject: i64,
) -> Result<bool> {
    let set = tx.exec(
        "UPDATE repo_record SET subject_id = $4 WHERE account_id = $1 AND collection = $2 AND rkey = $3 \
         AND subject_id IS NULL",
        &[&account, &collection, &rkey, &subject],
    )?;
    Ok(set == 1)
}

/// How many nodes and different records a repository has.
pub fn count_blocks(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT (SELECT COUNT(*) FROM repo_node WHERE account_id = $1) \
         + (SELECT COUNT(DISTINCT cid) FROM repo_record WHERE account_id = $1)",
        &[&account],
        |row| row.get(0),
    )
}

/// When what is kept back goes for good.
pub fn set_delete_after(tx: &mut Tx, account: i64, at: Option<i64>) -> Result<()> {
    tx.exec(
        "UPDATE repo SET delete_after = $2 WHERE account_id = $1",
        &[&account, &at],
    )?;
    Ok(())
}

/// Repositories whose owners keep them back, and wanted them gone by now.
pub fn overdue(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT account_id FROM repo WHERE state = 'deactivated' AND delete_after <= $1 ORDER BY account_id LIMIT $2",
        &[&now, &limit],
        |row| row.get(0),
    )
}
