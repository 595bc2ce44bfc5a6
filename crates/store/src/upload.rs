//! Files that arrive in parts, until some time after they are whole.

use crate::{Conn, Ids, Result, Row, Tx};

/// A file that arrives in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// Its id.
    pub id: i64,
    /// Who sends it.
    pub account_id: i64,
    /// How many bytes it will have.
    pub length: i64,
    /// JSON: what is said of it.
    pub about: String,
    /// When it is given up.
    pub expires_at: i64,
    /// What became of it, once it was whole.
    pub media_id: Option<i64>,
}

fn read(row: &Row<'_>) -> Result<UploadRow> {
    Ok(UploadRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        length: row.get(2)?,
        about: row.get(3)?,
        expires_at: row.get(4)?,
        media_id: row.get(5)?,
    })
}

/// Adds one of which nothing has come yet.
pub fn insert(tx: &mut Tx, row: &UploadRow) -> Result<()> {
    tx.exec(
        "INSERT INTO upload (id, account_id, length, about, expires_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &row.id,
            &row.account_id,
            &row.length,
            &row.about,
            &row.expires_at,
        ],
    )?;
    Ok(())
}

/// One of an account, unless it was given up by `now`.
pub fn find(conn: &mut Conn, account: i64, id: i64, now: i64) -> Result<Option<UploadRow>> {
    conn.opt(
        "SELECT id, account_id, length, about, expires_at, media_id FROM upload WHERE id = $1 AND account_id = $2 AND expires_at > $3",
        &[&id, &account, &now],
        read,
    )
}

/// What an account has under way: how many, and the bytes of all together.
pub fn under_way(conn: &mut Conn, account: i64) -> Result<(i64, i64)> {
    conn.one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM upload WHERE account_id = $1 AND media_id IS NULL",
        &[&account],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Notes what became of one; says whether that was not known before.
pub fn finish(tx: &mut Tx, id: i64, media: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE upload SET media_id = $2 WHERE id = $1 AND media_id IS NULL",
        &[&id, &media],
    )?;
    Ok(changed == 1)
}

/// Forgets one.
pub fn delete(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec("DELETE FROM upload WHERE id = $1", &[&id])?;
    Ok(())
}

/// Forgets those that were given up by `now`, `limit` at most.
pub fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM upload WHERE id IN (SELECT id FROM upload WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[&now, &limit],
    )?;
    Ok(())
}

/// Those of some ids that are still under way.
pub fn known(conn: &mut Conn, ids: &[i64]) -> Result<Vec<i64>> {
    conn.all(
        "SELECT id FROM upload WHERE id IN ids($1) AND media_id IS NULL",
        &[&Ids(ids.to_vec())],
        |row| row.get(0),
    )
}
