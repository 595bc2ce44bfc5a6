//! Apps that have things signed with a member's key.

use crate::{Conn, Result, Row, Tx};

/// Such an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerAppRow {
    /// Its id.
    pub id: i64,
    /// Whose key it uses.
    pub account_id: i64,
    /// What the member calls it.
    pub name: String,
    /// Its own key, from when it first came.
    pub app: Option<Vec<u8>>,
    /// The SHA-256 of the word that it comes with the first time.
    pub secret: Option<Vec<u8>>,
    /// The kinds of events that it may have signed, with commas; empty for all.
    pub kinds: String,
    /// Since when.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

fn read(row: &Row<'_>) -> Result<SignerAppRow> {
    Ok(SignerAppRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        name: row.get(2)?,
        app: row.get(3)?,
        secret: row.get(4)?,
        kinds: row.get(5)?,
        created_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

/// Adds one that has not come yet.
pub fn insert(tx: &mut Tx, row: &SignerAppRow) -> Result<()> {
    tx.exec(
        "INSERT INTO signer_app (id, account_id, name, app, secret, kinds, created_at, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &row.id,
            &row.account_id,
            &row.name,
            &row.app,
            &row.secret,
            &row.kinds,
            &row.created_at,
            &row.used_at,
        ],
    )?;
    Ok(())
}

/// Those of a member, the newest first.
pub fn of_account(conn: &mut Conn, account: i64) -> Result<Vec<SignerAppRow>> {
    conn.all(
        "SELECT id, account_id, name, app, secret, kinds, created_at, used_at FROM signer_app \
         WHERE account_id = $1 ORDER BY created_at DESC, id DESC",
        &[&account],
        read,
    )
}

/// The one of a member that has a key.
pub fn find(conn: &mut Conn, account: i64, app: &[u8]) -> Result<Option<SignerAppRow>> {
    conn.opt(
        "SELECT id, account_id, name, app, secret, kinds, created_at, used_at FROM signer_app \
         WHERE account_id = $1 AND app = $2 ORDER BY id LIMIT 1",
        &[&account, &app],
        read,
    )
}

/// Gives the key of the app that came with a word to the one that waits for it since `since` or later; the word is used
/// up. `false` when none does.
pub fn claim(
    tx: &mut Tx,
    account: i64,
    secret: &[u8],
    app: &[u8],
    (since, now): (i64, i64),
) -> Result<bool> {
    let claimed = tx.exec(
        "UPDATE signer_app SET app = $3, secret = NULL, used_at = $5 \
         WHERE account_id = $1 AND secret = $2 AND app IS NULL AND created_at >= $4",
        &[&account, &secret, &app, &since, &now],
    )?;
    Ok(claimed > 0)
}

/// Notes that one was used.
pub fn note_use(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE signer_app SET used_at = $2 WHERE id = $1",
        &[&id, &now],
    )?;
    Ok(())
}

/// Ends one of a member. `false` when there is none.
pub fn delete(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    let gone = tx.exec(
        "DELETE FROM signer_app WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )?;
    Ok(gone > 0)
}
