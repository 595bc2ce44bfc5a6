//! Files that records name.

use crate::{Conn, Result, Row, Tx};

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Its id: that of its name in `file`.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub length: i64,
    /// Since when it is there.
    pub uploaded_at: i64,
}

fn read(row: &Row<'_>) -> Result<BlobRow> {
    Ok(BlobRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        digest: row.get(2)?,
        media_type: row.get(3)?,
        length: row.get(4)?,
        uploaded_at: row.get(5)?,
    })
}

/// Adds a file. `false` when the account has it already: then it only begins to be loose anew.
pub fn insert(tx: &mut Tx, blob: &BlobRow) -> Result<bool> {
    let known = tx.exec(
        "UPDATE repo_blob SET uploaded_at = $3 WHERE account_id = $1 AND digest = $2",
        &[&blob.account_id, &blob.digest, &blob.uploaded_at],
    )?;
    if known > 0 {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO repo_blob (id, account_id, digest, media_type, length, uploaded_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &blob.id,
            &blob.account_id,
            &blob.digest,
            &blob.media_type,
            &blob.length,
            &blob.uploaded_at,
        ],
    )?;
    Ok(true)
}

/// A file of an account, and whether a record names it.
pub fn find(conn: &mut Conn, account: i64, digest: &str) -> Result<Option<(BlobRow, bool)>> {
    conn.opt(
        "SELECT id, account_id, digest, media_type, length, uploaded_at, CASE WHEN EXISTS (SELECT 1 FROM repo_blob_use u \
         WHERE u.account_id = b.account_id AND u.digest = b.digest) THEN 1 ELSE 0 END \
         FROM repo_blob b WHERE account_id = $1 AND digest = $2",
        &[&account, &digest],
        |row| Ok((read(row)?, row.get::<bool>(6)?)),
    )
}

/// Notes that a record names a file.
pub fn add_use(
    tx: &mut Tx,
    account: i64,
    digest: &str,
    (collection, rkey): (&str, &str),
    rev: &str,
) -> Result<()> {
    tx.exec(
        "INSERT INTO repo_blob_use (account_id, digest, collection, rkey, rev) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
        &[&account, &digest, &collection, &rkey, &rev],
    )?;
    Ok(())
}

/// Forgets what a record names. The files that no record names any more come back.
pub fn end_uses(tx: &mut Tx, account: i64, collection: &str, rkey: &str) -> Result<Vec<String>> {
    let digests: Vec<String> = tx.all(
        "DELETE FROM repo_blob_use WHERE account_id = $1 AND collection = $2 AND rkey = $3 RETURNING digest",
        &[&account, &collection, &rkey],
        |row| row.get(0),
    )?;
    let mut unused = Vec::new();
    for digest in digests {
        if !is_used(tx, account, &digest)? {
            unused.push(digest);
        }
    }
    Ok(unused)
}

/// Whether a record names a file.
pub fn is_used(conn: &mut Conn, account: i64, digest: &str) -> Result<bool> {
    let found = conn.opt(
        "SELECT 1 FROM repo_blob_use WHERE account_id = $1 AND digest = $2 LIMIT 1",
        &[&account, &digest],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Files that records of an account name, by digest: those after `cursor`, of commits after `rev`.
pub fn used(
    conn: &mut Conn,
    account: i64,
    rev: &str,
    cursor: &str,
    limit: i64,
) -> Result<Vec<String>> {
    conn.all(
        "SELECT DISTINCT digest FROM repo_blob_use WHERE account_id = $1 AND rev > $2 AND digest > $3 \
         ORDER BY digest LIMIT $4",
        &[&account, &rev, &cursor, &limit],
        |row| row.get(0),
    )
}

/// Files that records name and that are not there: digest, collection and key of one such record.
pub fn missing(
    conn: &mut Conn,
    account: i64,
    cursor: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>> {
    conn.all(
        "SELECT u.digest, MIN(u.collection), MIN(u.rkey) FROM repo_blob_use u WHERE u.account_id = $1 AND u.digest > $2 \
         AND NOT EXISTS (SELECT 1 FROM repo_blob b WHERE b.account_id = u.account_id AND b.digest = u.digest) \
         GROUP BY u.digest ORDER BY u.digest LIMIT $3",
        &[&account, &cursor, &limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// How many files records name, and how many of those are there.
pub fn count(conn: &mut Conn, account: i64) -> Result<(i64, i64)> {
    conn.one(
        "SELECT COUNT(*), COUNT(b.id) FROM (SELECT DISTINCT digest FROM repo_blob_use WHERE account_id = $1) u \
         LEFT JOIN repo_blob b ON b.account_id = $1 AND b.digest = u.digest",
        &[&account],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Takes files of an account away. Their ids come back: those of their names.
pub fn remove(tx: &mut Tx, account: i64, digest: &str) -> Result<Vec<i64>> {
    tx.all(
        "DELETE FROM repo_blob WHERE account_id = $1 AND digest = $2 RETURNING id",
        &[&account, &digest],
        |row| row.get(0),
    )
}

/// Files that were uploaded before a moment and that no record names: ids.
pub fn loose(conn: &mut Conn, before: i64, limit: i64) -> Result<Vec<BlobRow>> {
    conn.all(
        "SELECT id, account_id, digest, media_type, length, uploaded_at FROM repo_blob b WHERE uploaded_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM repo_blob_use u WHERE u.account_id = b.account_id AND u.digest = b.digest) \
         ORDER BY uploaded_at LIMIT $2",
        &[&before, &limit],
        read,
    )
}

/// All files of an account.
pub fn of_account(conn: &mut Conn, account: i64) -> Result<Vec<BlobRow>> {
    conn.all(
        "SELECT id, account_id, digest, media_type, length, uploaded_at FROM repo_blob WHERE account_id = $1",
        &[&account],
        read,
    )
}
