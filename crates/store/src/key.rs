//! Keys of accounts. The private half is sealed under the server key, which is not in the database.

use crate::{Conn, Result, Tx};

/// One key of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// `rsa`, `ed25519`, `at`, `nostr`.
    pub kind: String,
    /// The public half, in the usual form of its kind.
    pub public: Vec<u8>,
    /// The private half, sealed. `None` when the owner keeps it.
    pub sealed: Option<Vec<u8>>,
}

/// Adds a key. [`Error::Conflict`](crate::Error::Conflict) when the account has one of that kind.
pub fn insert(tx: &mut Tx, account_id: i64, key: &KeyRow, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO account_key (account_id, kind, public, sealed, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
        &[&account_id, &key.kind, &key.public, &key.sealed, &now],
    )?;
    Ok(())
}

/// Puts a key in the place of the one of its kind, if there is one.
pub fn replace(tx: &mut Tx, account_id: i64, key: &KeyRow, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO account_key (account_id, kind, public, sealed, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id, kind) DO UPDATE SET public = excluded.public, sealed = excluded.sealed, \
         created_at = excluded.created_at",
        &[&account_id, &key.kind, &key.public, &key.sealed, &now],
    )?;
    Ok(())
}

/// An account's key of one kind.
pub fn find(conn: &mut Conn, account_id: i64, kind: &str) -> Result<Option<KeyRow>> {
    conn.opt(
        "SELECT kind, public, sealed FROM account_key WHERE account_id = $1 AND kind = $2",
        &[&account_id, &kind],
        read,
    )
}

/// All keys of an account, by kind.
pub fn of_account(conn: &mut Conn, account_id: i64) -> Result<Vec<KeyRow>> {
    conn.all(
        "SELECT kind, public, sealed FROM account_key WHERE account_id = $1 ORDER BY kind",
        &[&account_id],
        read,
    )
}

fn read(row: &crate::Row<'_>) -> Result<KeyRow> {
    Ok(KeyRow {
        kind: row.get(0)?,
        public: row.get(1)?,
        sealed: row.get(2)?,
    })
}
