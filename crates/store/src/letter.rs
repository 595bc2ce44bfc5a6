//! Letters that wait to be sent, and the links in them by which somebody shows that they arrived.

use crate::{Conn, Result, Row, Tx};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetterRow {
    /// Its id.
    pub id: i64,
    /// To whom.
    pub address: String,
    /// The line above it.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// How often it was tried. Not written by [`insert`].
    pub attempts: i64,
    /// When it was written.
    pub created_at: i64,
}

fn read(row: &Row<'_>) -> Result<LetterRow> {
    Ok(LetterRow {
        id: row.get(0)?,
        address: row.get(1)?,
        subject: row.get(2)?,
        body: row.get(3)?,
        attempts: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// Puts a letter into the queue.
pub fn insert(tx: &mut Tx, new: &LetterRow) -> Result<()> {
    tx.exec(
        "INSERT INTO letter (id, address, subject, body, retry_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)",
        &[&new.id, &new.address, &new.subject, &new.body, &new.created_at],
    )?;
    Ok(())
}

/// Those that are due, the oldest first.
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<LetterRow>> {
    conn.all(
        "SELECT id, address, subject, body, attempts, created_at FROM letter WHERE retry_at <= $1 \
         ORDER BY retry_at, id LIMIT $2",
        &[&now, &limit],
        read,
    )
}

/// Removes a letter: it was sent, or will never be.
pub fn delete(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec("DELETE FROM letter WHERE id = $1", &[&id])?;
    Ok(())
}

/// Notes that a letter could not be sent, and when to try again.
pub fn postpone(tx: &mut Tx, id: i64, retry_at: i64, error: &str) -> Result<()> {
    tx.exec(
        "UPDATE letter SET attempts = attempts + 1, retry_at = $2, last_error = $3 WHERE id = $1",
        &[&id, &retry_at, &error],
    )?;
    Ok(())
}

/// A link that confirms an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationRow {
    /// The SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Whose address.
    pub account_id: i64,
    /// Which.
    pub email_folded: String,
    /// Until when it may be used.
    pub expires_at: i64,
    /// When it was made.
    pub created_at: i64,
}

/// Adds a link.
pub fn insert_confirmation(tx: &mut Tx, new: &ConfirmationRow) -> Result<()> {
    tx.exec(
        "INSERT INTO email_confirmation (token_hash, account_id, email_folded, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
        &[&new.token_hash, &new.account_id, &new.email_folded, &new.expires_at, &new.created_at],
    )?;
    Ok(())
}

/// Whose address a link confirms, if it is still theirs.
pub fn find_confirmation(conn: &mut Conn, token_hash: &[u8; 32], now: i64) -> Result<Option<i64>> {
    conn.opt(
        "SELECT c.account_id FROM email_confirmation c JOIN member m ON m.account_id = c.account_id \
         WHERE c.token_hash = $1 AND c.expires_at > $2 AND m.email_folded = c.email_folded",
        &[token_hash, &now],
        |row| row.get(0),
    )
}

/// How many links an account was sent since a moment.
pub fn count_confirmations(conn: &mut Conn, account_id: i64, since: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM email_confirmation WHERE account_id = $1 AND created_at >= $2",
        &[&account_id, &since],
        |row| row.get(0),
    )
}

/// Ends every link of an account.
pub fn end_confirmations(tx: &mut Tx, account_id: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM email_confirmation WHERE account_id = $1",
        &[&account_id],
    )?;
    Ok(())
}

/// Ends links whose time is over.
pub fn prune_confirmations(tx: &mut Tx, now: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM email_confirmation WHERE expires_at <= $1",
        &[&now],
    )
}
