//! Those whose notifications wait until somebody decides.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// Somebody whose notifications wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Its id.
    pub id: i64,
    /// Whose notifications.
    pub from_id: i64,
    /// Since when.
    pub created_at: i64,
    /// When the last one came.
    pub updated_at: i64,
    /// How many wait.
    pub count: i64,
    /// The newest post among what they are about; 0 for none.
    pub last_post_id: i64,
}

fn read(row: &Row<'_>) -> Result<RequestRow> {
    Ok(RequestRow {
        id: row.get(0)?,
        from_id: row.get(1)?,
        created_at: row.get(2)?,
        updated_at: row.get(3)?,
        count: row.get(4)?,
        last_post_id: row.get(5)?,
    })
}

/// Notes that something of `from` waits.
pub fn open(tx: &mut Tx, id: i64, account: i64, from: i64, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO notification_request (id, account_id, from_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (account_id, from_id) DO UPDATE SET updated_at = excluded.updated_at",
        &[&id, &account, &from, &now],
    )?;
    Ok(())
}

/// Those whose notifications wait; who has none any more is left out.
pub fn list(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<RequestRow>> {
    windowed!(
        conn,
        window,
        "SELECT r.id, r.from_id, r.created_at, r.updated_at, \
         (SELECT COUNT(*) FROM notification n WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1), \
         (SELECT COALESCE(MAX(n.post_id), 0) FROM notification n WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1) \
         FROM notification_request r WHERE r.account_id = $4 AND EXISTS (SELECT 1 FROM notification n \
         WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1)",
        "r.id",
        [&account],
        read
    )
}

/// Some of them by id, in no order.
pub fn load(conn: &mut Conn, account: i64, ids: &[i64]) -> Result<Vec<RequestRow>> {
    conn.all(
        "SELECT r.id, r.from_id, r.created_at, r.updated_at, \
         (SELECT COUNT(*) FROM notification n WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1), \
         (SELECT COALESCE(MAX(n.post_id), 0) FROM notification n WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1) \
         FROM notification_request r WHERE r.account_id = $1 AND r.id IN ids($2) AND EXISTS (SELECT 1 FROM notification n \
         WHERE n.account_id = r.account_id AND n.from_id = r.from_id AND n.is_filtered = 1)",
        &[&account, &Ids(ids.to_vec())],
        read,
    )
}

/// How many people's notifications wait, and how many notifications.
pub fn count(conn: &mut Conn, account: i64) -> Result<(i64, i64)> {
    conn.one(
        "SELECT COUNT(DISTINCT from_id), COUNT(*) FROM notification WHERE account_id = $1 AND is_filtered = 1",
        &[&account],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Lets through what waited from some accounts. The posts that private mentions among it are about come back, oldest
/// first.
pub fn release(tx: &mut Tx, account: i64, from: &[i64]) -> Result<Vec<i64>> {
    let from = Ids(from.to_vec());
    let private = tx.all(
        "SELECT n.post_id FROM notification n JOIN post p ON p.id = n.post_id WHERE n.account_id = $1 AND n.from_id IN ids($2) \
         AND n.is_filtered = 1 AND n.kind = 'mention' AND p.audience = 4 ORDER BY n.post_id",
        &[&account, &from],
        |row| row.get(0),
    )?;
    tx.exec(
        "UPDATE notification SET is_filtered = 0 WHERE account_id = $1 AND from_id IN ids($2) AND is_filtered = 1",
        &[&account, &from],
    )?;
    close(tx, account, &from)?;
    Ok(private)
}

/// Forgets what waited from some accounts.
pub fn discard(tx: &mut Tx, account: i64, from: &[i64]) -> Result<()> {
    let from = Ids(from.to_vec());
    tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND from_id IN ids($2) AND is_filtered = 1",
        &[&account, &from],
    )?;
    close(tx, account, &from)
}

fn close(tx: &mut Tx, account: i64, from: &Ids) -> Result<()> {
    tx.exec(
        "DELETE FROM notification_request WHERE account_id = $1 AND from_id IN ids($2)",
        &[&account, from],
    )?;
    Ok(())
}
