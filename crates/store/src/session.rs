//! Log-ins by the web page. Only the hash of a session's token is kept.

use crate::{Conn, Result, Row, Tx};

/// A new session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: i64,
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub account_id: i64,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// From where.
    pub ip: String,
    /// Now.
    pub now: i64,
}

/// A session, for the one it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: i64,
    /// The browser.
    pub user_agent: String,
    /// From where.
    pub ip: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last used, roughly.
    pub last_seen_at: i64,
}

/// Whom a session's token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionMember {
    /// The session.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// The word of their role.
    pub role: String,
    /// When it was last used, roughly.
    pub last_seen_at: i64,
}

/// Begins a session.
pub fn insert(tx: &mut Tx, new: &NewSession) -> Result<()> {
    tx.exec(
        "INSERT INTO session (id, token_hash, account_id, user_agent, ip, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        &[&new.id, &new.token_hash, &new.account_id, &new.user_agent, &new.ip, &new.now],
    )?;
    Ok(())
}

/// Whom a token stands for, if the session was used since `alive_since` and its member is in good standing.
pub fn find(
    conn: &mut Conn,
    token_hash: &[u8; 32],
    alive_since: i64,
) -> Result<Option<SessionMember>> {
    conn.opt(
        "SELECT s.id, s.account_id, m.role, s.last_seen_at FROM session s \
         JOIN member m ON m.account_id = s.account_id JOIN account a ON a.id = s.account_id \
         WHERE s.token_hash = $1 AND s.last_seen_at >= $2 AND m.state = 'active' AND a.suspended_at IS NULL \
         AND m.confirmed_at IS NOT NULL AND m.disabled_at IS NULL",
        &[token_hash, &alive_since],
        |row| {
            Ok(SessionMember {
                id: row.get(0)?,
                account_id: row.get(1)?,
                role: row.get(2)?,
                last_seen_at: row.get(3)?,
            })
        },
    )
}

/// Notes that a session is in use. It never goes back.
pub fn touch(tx: &mut Tx, id: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
        &[&id, &now],
    )?;
    Ok(())
}

/// The sessions of an account that are alive, the last used first.
pub fn of_account(
    conn: &mut Conn,
    account_id: i64,
    alive_since: i64,
    limit: i64,
) -> Result<Vec<SessionRow>> {
    conn.all(
        "SELECT id, user_agent, ip, created_at, last_seen_at FROM session \
         WHERE account_id = $1 AND last_seen_at >= $2 ORDER BY last_seen_at DESC, id DESC LIMIT $3",
        &[&account_id, &alive_since, &limit],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<SessionRow> {
    Ok(SessionRow {
        id: row.get(0)?,
        user_agent: row.get(1)?,
        ip: row.get(2)?,
        created_at: row.get(3)?,
        last_seen_at: row.get(4)?,
    })
}

/// Ends a session of an account. `false` when that account has none of that id.
pub fn delete(tx: &mut Tx, account_id: i64, id: i64) -> Result<bool> {
    let ended = tx.exec(
        "DELETE FROM session WHERE id = $1 AND account_id = $2",
        &[&id, &account_id],
    )?;
    Ok(ended == 1)
}

/// Ends all sessions of an account but one (0 for none), and says how many those were.
pub fn delete_others(tx: &mut Tx, account_id: i64, kept: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM session WHERE account_id = $1 AND id <> $2",
        &[&account_id, &kept],
    )
}

/// Keeps only the newest sessions of an account, so that nobody can fill the table.
pub fn keep_newest(tx: &mut Tx, account_id: i64, kept: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM session WHERE account_id = $1 AND id NOT IN ( \
         SELECT s.id FROM session s WHERE s.account_id = $1 ORDER BY s.last_seen_at DESC, s.id DESC LIMIT $2)",
        &[&account_id, &kept],
    )
}

/// Removes sessions that were not used since a moment.
pub fn prune(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM session WHERE last_seen_at < $1", &[&before])
}
