//! Passwords for single apps, and log-ins of apps with a name and a password.

use crate::{Conn, Result, Row, Tx};

/// A password for one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPasswordRow {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// For what, in the member's own words.
    pub name: String,
    /// Whether it is also good for direct messages.
    pub is_privileged: bool,
    /// Since when.
    pub created_at: i64,
}

fn read_password(row: &Row<'_>) -> Result<AppPasswordRow> {
    Ok(AppPasswordRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        name: row.get(2)?,
        is_privileged: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Adds a password. `false` when the account has one of that name.
pub fn insert_password(tx: &mut Tx, new: &AppPasswordRow, hash: &[u8; 32]) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO app_password (id, account_id, name, password_hash, is_privileged, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &new.account_id,
            &new.name,
            hash,
            &new.is_privileged,
            &new.created_at,
        ],
    )?;
    Ok(added == 1)
}

/// The passwords of an account, the newest first.
pub fn passwords(conn: &mut Conn, account_id: i64, limit: i64) -> Result<Vec<AppPasswordRow>> {
    conn.all(
        "SELECT id, account_id, name, is_privileged, created_at FROM app_password \
         WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
        &[&account_id, &limit],
        read_password,
    )
}

/// The password of an account with this hash.
pub fn find_password(
    conn: &mut Conn,
    account_id: i64,
    hash: &[u8; 32],
) -> Result<Option<AppPasswordRow>> {
    conn.opt(
        "SELECT id, account_id, name, is_privileged, created_at FROM app_password \
         WHERE account_id = $1 AND password_hash = $2 LIMIT 1",
        &[&account_id, hash],
        read_password,
    )
}

/// How many passwords an account has.
pub fn count_passwords(conn: &mut Conn, account_id: i64) -> Result<i64> {
    let count = conn.opt(
        "SELECT count(*) FROM app_password WHERE account_id = $1",
        &[&account_id],
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or_default())
}

/// Removes a password and the log-ins with it. `false` when the account has none of that name.
pub fn delete_password(tx: &mut Tx, account_id: i64, name: &str) -> Result<bool> {
    let gone = tx.exec(
        "DELETE FROM app_password WHERE account_id = $1 AND name = $2",
        &[&account_id, &name],
    )?;
    Ok(gone == 1)
}

/// A new log-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAppLogin {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// With which password; `None` for the member's own.
    pub app_password_id: Option<i64>,
    /// Now.
    pub created_at: i64,
    /// Until when.
    pub expires_at: i64,
}

/// A log-in with all that is needed to let its bearer in, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppLoginRow {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// How often it was renewed.
    pub generation: i64,
    /// When it last was.
    pub renewed_at: i64,
    /// Whether the password is good for direct messages; `None` for the member's own password.
    pub is_privileged: Option<bool>,
}

/// Begins a log-in.
pub fn insert(tx: &mut Tx, new: &NewAppLogin) -> Result<()> {
    tx.exec(
        "INSERT INTO app_login (id, account_id, app_password_id, generation, renewed_at, created_at, expires_at) \
         VALUES ($1, $2, $3, 0, $4, $4, $5)",
        &[
            &new.id,
            &new.account_id,
            &new.app_password_id,
            &new.created_at,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// A log-in, unless it has ended.
pub fn find(conn: &mut Conn, id: i64, now: i64) -> Result<Option<AppLoginRow>> {
    conn.opt(
        "SELECT l.id, l.account_id, l.generation, l.renewed_at, p.is_privileged FROM app_login l \
         LEFT JOIN app_password p ON p.id = l.app_password_id WHERE l.id = $1 AND l.expires_at > $2",
        &[&id, &now],
        |row| {
            Ok(AppLoginRow {
                id: row.get(0)?,
                account_id: row.get(1)?,
                generation: row.get(2)?,
                renewed_at: row.get(3)?,
                is_privileged: row.get(4)?,
            })
        },
    )
}

/// Renews a log-in of this generation. `false` when it has another, or has ended.
pub fn renew(tx: &mut Tx, id: i64, generation: i64, now: i64, expires_at: i64) -> Result<bool> {
    let renewed = tx.exec(
        "UPDATE app_login SET generation = generation + 1, renewed_at = $3, expires_at = $4 \
         WHERE id = $1 AND generation = $2",
        &[&id, &generation, &now, &expires_at],
    )?;
    Ok(renewed == 1)
}

/// Ends a log-in, and says whose it was.
pub fn delete(tx: &mut Tx, id: i64) -> Result<Option<i64>> {
    tx.opt(
        "DELETE FROM app_login WHERE id = $1 RETURNING account_id",
        &[&id],
        |row| row.get(0),
    )
}

/// Keeps only the newest log-ins of an account, so that nobody can fill the table.
pub fn keep_newest(tx: &mut Tx, account_id: i64, kept: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM app_login WHERE account_id = $1 AND id NOT IN ( \
         SELECT l.id FROM app_login l WHERE l.account_id = $1 ORDER BY l.renewed_at DESC, l.id DESC LIMIT $2)",
        &[&account_id, &kept],
    )
}

/// Ends all log-ins of an account, and removes its passwords for apps.
pub fn delete_all(tx: &mut Tx, account_id: i64) -> Result<u64> {
    let ended = tx.exec(
        "DELETE FROM app_login WHERE account_id = $1",
        &[&account_id],
    )?;
    tx.exec(
        "DELETE FROM app_password WHERE account_id = $1",
        &[&account_id],
    )?;
    Ok(ended)
}

/// Removes log-ins that ended before a moment.
pub fn prune(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM app_login WHERE expires_at < $1", &[&before])
}
