//! OAuth that is bound to a key: what apps asked for ahead (RFC 9126), and what they were let in to do (RFC 9449). Of every
//! secret only the hash is kept.

use crate::{Conn, Result, Row, Tx};

/// What an app asked for ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedRow {
    /// SHA-256 of its name.
    pub uri_hash: [u8; 32],
    /// Which app.
    pub client_id: String,
    /// JSON: what was asked.
    pub asked: String,
    /// Until when; after a member agreed, until when the code counts.
    pub expires_at: i64,
    /// Who agreed. Not written by [`insert_pushed`].
    pub account_id: Option<i64>,
    /// When the code was exchanged. Not written by [`insert_pushed`].
    pub used_at: Option<i64>,
    /// For what. Not written by [`insert_pushed`].
    pub grant_id: Option<i64>,
}

macro_rules! pushed_select {
    () => {
        "SELECT uri_hash, client_id, asked, expires_at, account_id, used_at, grant_id FROM pushed_request "
    };
}

fn read_pushed(row: &Row<'_>) -> Result<PushedRow> {
    Ok(PushedRow {
        uri_hash: row.get(0)?,
        client_id: row.get(1)?,
        asked: row.get(2)?,
        expires_at: row.get(3)?,
        account_id: row.get(4)?,
        used_at: row.get(5)?,
        grant_id: row.get(6)?,
    })
}

/// Notes what an app asked for.
pub fn insert_pushed(tx: &mut Tx, new: &PushedRow) -> Result<()> {
    tx.exec(
        "INSERT INTO pushed_request (uri_hash, client_id, asked, expires_at) VALUES ($1, $2, $3, $4)",
        &[&new.uri_hash, &new.client_id, &new.asked, &new.expires_at],
    )?;
    Ok(())
}

/// What was asked for under this name, if nobody has decided and it has not ended.
pub fn find_pushed(conn: &mut Conn, uri_hash: &[u8; 32], now: i64) -> Result<Option<PushedRow>> {
    conn.opt(
        concat!(
            pushed_select!(),
            "WHERE uri_hash = $1 AND expires_at > $2 AND code_hash IS NULL"
        ),
        &[uri_hash, &now],
        read_pushed,
    )
}

/// A member agreed, and a code goes to the app. `false` when somebody has decided before, or it has ended.
pub fn agree(
    tx: &mut Tx,
    uri_hash: &[u8; 32],
    account_id: i64,
    code_hash: &[u8; 32],
    times: (i64, i64),
) -> Result<bool> {
    let (now, expires_at) = times;
    let changed = tx.exec(
        "UPDATE pushed_request SET account_id = $2, code_hash = $3, expires_at = $5 \
         WHERE uri_hash = $1 AND code_hash IS NULL AND expires_at > $4",
        &[uri_hash, &account_id, code_hash, &now, &expires_at],
    )?;
    Ok(changed == 1)
}

/// A member did not agree, or the app asked for something else.
pub fn delete_pushed(tx: &mut Tx, uri_hash: &[u8; 32]) -> Result<u64> {
    tx.exec(
        "DELETE FROM pushed_request WHERE uri_hash = $1 AND code_hash IS NULL",
        &[uri_hash],
    )
}

/// What a code is for, exchanged or not.
pub fn find_code(conn: &mut Conn, code_hash: &[u8; 32]) -> Result<Option<PushedRow>> {
    conn.opt(
        concat!(pushed_select!(), "WHERE code_hash = $1"),
        &[code_hash],
        read_pushed,
    )
}

/// Uses a code, once. `false` when it was used before, or has ended.
pub fn use_code(tx: &mut Tx, code_hash: &[u8; 32], grant_id: i64, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE pushed_request SET used_at = $3, grant_id = $2 \
         WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $3",
        &[code_hash, &grant_id, &now],
    )?;
    Ok(changed == 1)
}

/// Removes what ended before a moment.
pub fn prune_pushed(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM pushed_request WHERE expires_at < $1",
        &[&before],
    )
}

/// The tokens of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantTokens {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// SHA-256 of what renews it.
    pub refresh_hash: Option<[u8; 32]>,
    /// Now.
    pub now: i64,
    /// Until when the token counts.
    pub token_expires_at: i64,
    /// Until when it can be renewed.
    pub expires_at: i64,
}

/// What an app was let in to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Its id.
    pub id: i64,
    /// For whom it acts.
    pub account_id: i64,
    /// Which app.
    pub client_id: String,
    /// What the app calls itself.
    pub client_name: String,
    /// What it may do.
    pub scopes: String,
    /// The digest of the key.
    pub key_thumbprint: String,
    /// The digest of the app's own key, if it has one.
    pub client_thumbprint: Option<String>,
    /// When it was made. Not written by [`insert`].
    pub created_at: i64,
    /// When it was last renewed. Not written by [`insert`].
    pub renewed_at: i64,
}

macro_rules! grant_select {
    () => {
        "SELECT id, account_id, client_id, client_name, scopes, key_thumbprint, client_thumbprint, created_at, renewed_at \
         FROM bound_grant "
    };
}

fn read_grant(row: &Row<'_>) -> Result<GrantRow> {
    Ok(GrantRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        client_id: row.get(2)?,
        client_name: row.get(3)?,
        scopes: row.get(4)?,
        key_thumbprint: row.get(5)?,
        client_thumbprint: row.get(6)?,
        created_at: row.get(7)?,
        renewed_at: row.get(8)?,
    })
}

/// Adds a grant.
pub fn insert(tx: &mut Tx, new: &GrantRow, tokens: &GrantTokens) -> Result<()> {
    tx.exec(
        "INSERT INTO bound_grant (id, account_id, client_id, client_name, scopes, key_thumbprint, client_thumbprint, \
         token_hash, refresh_hash, created_at, renewed_at, token_expires_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)",
        &[
            &new.id,
            &new.account_id,
            &new.client_id,
            &new.client_name,
            &new.scopes,
            &new.key_thumbprint,
            &new.client_thumbprint,
            &tokens.token_hash,
            &tokens.refresh_hash,
            &tokens.now,
            &tokens.token_expires_at,
            &tokens.expires_at,
        ],
    )?;
    Ok(())
}

/// The grant of a token, unless the token has ended.
pub fn find_token(conn: &mut Conn, token_hash: &[u8; 32], now: i64) -> Result<Option<GrantRow>> {
    conn.opt(
        concat!(
            grant_select!(),
            "WHERE token_hash = $1 AND token_expires_at > $2"
        ),
        &[token_hash, &now],
        read_grant,
    )
}

/// The grant that this renews, unless it has ended.
pub fn find_refresh(conn: &mut Conn, hash: &[u8; 32], now: i64) -> Result<Option<GrantRow>> {
    conn.opt(
        concat!(
            grant_select!(),
            "WHERE refresh_hash = $1 AND expires_at > $2"
        ),
        &[hash, &now],
        read_grant,
    )
}

/// The grant that this renewed the last time.
pub fn find_renewed(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<GrantRow>> {
    conn.opt(
        concat!(grant_select!(), "WHERE old_refresh_hash = $1"),
        &[hash],
        read_grant,
    )
}

/// The grant that a token or what renews it belongs to, ended or not.
pub fn find_either(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<GrantRow>> {
    conn.opt(
        concat!(
            grant_select!(),
            "WHERE token_hash = $1 OR refresh_hash = $1 OR old_refresh_hash = $1 LIMIT 1"
        ),
        &[hash],
        read_grant,
    )
}

/// Renews a grant with what renews it now, or renewed it the last time (`presented`). `false` when neither is so.
pub fn renew(tx: &mut Tx, id: i64, presented: &[u8; 32], tokens: &GrantTokens) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE bound_grant SET token_hash = $3, refresh_hash = $4, old_refresh_hash = $2, renewed_at = $5, \
         token_expires_at = $6, expires_at = $7 WHERE id = $1 AND (refresh_hash = $2 OR old_refresh_hash = $2)",
        &[
            &id,
            presented,
            &tokens.token_hash,
            &tokens.refresh_hash,
            &tokens.now,
            &tokens.token_expires_at,
            &tokens.expires_at,
        ],
    )?;
    Ok(changed == 1)
}

/// The grants of an account that have not ended, the newest first.
pub fn of_account(conn: &mut Conn, account_id: i64, now: i64, limit: i64) -> Result<Vec<GrantRow>> {
    conn.all(
        concat!(
            grant_select!(),
            "WHERE account_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT $3"
        ),
        &[&account_id, &now, &limit],
        read_grant,
    )
}

/// Ends a grant, and says for whom it acted.
pub fn delete(tx: &mut Tx, id: i64) -> Result<Option<i64>> {
    tx.opt(
        "DELETE FROM bound_grant WHERE id = $1 RETURNING account_id",
        &[&id],
        |row| row.get(0),
    )
}

/// Ends all grants of an account, and what was asked of it ahead.
pub fn delete_all(tx: &mut Tx, account_id: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM pushed_request WHERE account_id = $1",
        &[&account_id],
    )?;
    tx.exec(
        "DELETE FROM bound_grant WHERE account_id = $1",
        &[&account_id],
    )
}

/// Keeps only the newest grants of an account, so that no app can fill the table.
pub fn keep_newest(tx: &mut Tx, account_id: i64, kept: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM bound_grant WHERE account_id = $1 AND id NOT IN ( \
         SELECT g.id FROM bound_grant g WHERE g.account_id = $1 ORDER BY g.renewed_at DESC, g.id DESC LIMIT $2)",
        &[&account_id, &kept],
    )
}

/// Removes grants that ended before a moment.
pub fn prune(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM bound_grant WHERE expires_at < $1", &[&before])
}
