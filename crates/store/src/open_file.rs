//! Files that everybody is given who knows their SHA-256.

use crate::{Conn, Result, Row, Tx};

/// Such a file of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFileRow {
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

fn read(row: &Row<'_>) -> Result<OpenFileRow> {
    Ok(OpenFileRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        digest: row.get(2)?,
        media_type: row.get(3)?,
        length: row.get(4)?,
        uploaded_at: row.get(5)?,
    })
}

/// Adds a file. `false` when the account has it already.
pub fn insert(tx: &mut Tx, row: &OpenFileRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO open_file (id, account_id, digest, media_type, length, uploaded_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            &row.id,
            &row.account_id,
            &row.digest,
            &row.media_type,
            &row.length,
            &row.uploaded_at,
        ],
    )?;
    Ok(added > 0)
}

/// A file by its digest, of whoever has it and is not suspended.
pub fn find(conn: &mut Conn, digest: &str) -> Result<Option<OpenFileRow>> {
    conn.opt(
        "SELECT o.id, o.account_id, o.digest, o.media_type, o.length, o.uploaded_at FROM open_file o \
         JOIN account a ON a.id = o.account_id WHERE o.digest = $1 AND a.suspended_at IS NULL \
         ORDER BY o.uploaded_at LIMIT 1",
        &[&digest],
        read,
    )
}

/// The name and length of a file that belongs to a post for everyone, by its digest.
pub fn of_public_post(conn: &mut Conn, digest: &str) -> Result<Option<(String, i64)>> {
    conn.opt(
        "SELECT f.name, f.length FROM file f JOIN media m ON m.id = f.owner_id JOIN post p ON p.id = m.post_id \
         JOIN account a ON a.id = m.account_id WHERE f.digest = $1 AND f.use = 'media' AND m.revoked_at IS NULL \
         AND p.audience = 0 AND a.suspended_at IS NULL ORDER BY f.name LIMIT 1",
        &[&digest],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Files of an account that came from `since` until `until`, both with them; the newest first.
pub fn of_account(
    conn: &mut Conn,
    account: i64,
    since: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<OpenFileRow>> {
    conn.all(
        "SELECT id, account_id, digest, media_type, length, uploaded_at FROM open_file \
         WHERE account_id = $1 AND uploaded_at >= $2 AND uploaded_at <= $3 \
         ORDER BY uploaded_at DESC, id DESC LIMIT $4",
        &[&account, &since, &until, &limit],
        read,
    )
}

/// How many files an account has.
pub fn count(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM open_file WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Removes a file of an account. Its id comes back, none when there was none.
pub fn remove(tx: &mut Tx, account: i64, digest: &str) -> Result<Vec<i64>> {
    tx.all(
        "DELETE FROM open_file WHERE account_id = $1 AND digest = $2 RETURNING id",
        &[&account, &digest],
        |row| row.get(0),
    )
}
