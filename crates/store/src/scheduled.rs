//! Posts that will be written at a set time.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Row, Tx};

/// A post that will be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScheduledRow {
    /// Its id; the post will have another.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// The app it was written with.
    pub app_id: Option<i64>,
    /// When.
    pub due_at: i64,
    /// JSON: the draft.
    pub body: String,
    /// When it was scheduled.
    pub created_at: i64,
}

fn read(row: &Row<'_>) -> Result<ScheduledRow> {
    Ok(ScheduledRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        app_id: row.get(2)?,
        due_at: row.get(3)?,
        body: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// Adds one.
pub fn insert(tx: &mut Tx, new: &ScheduledRow) -> Result<()> {
    tx.exec(
        "INSERT INTO scheduled_post (id, account_id, app_id, due_at, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &new.id,
            &new.account_id,
            &new.app_id,
            &new.due_at,
            &new.body,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// One of an account.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<ScheduledRow>> {
    conn.opt(
        "SELECT s.id, s.account_id, s.app_id, s.due_at, s.body, s.created_at FROM scheduled_post s \
         WHERE s.account_id = $1 AND s.id = $2",
        &[&account, &id],
        read,
    )
}

/// Those of an account.
pub fn list(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<ScheduledRow>> {
    windowed!(
        conn,
        window,
        "SELECT s.id, s.account_id, s.app_id, s.due_at, s.body, s.created_at FROM scheduled_post s WHERE s.account_id = $4",
        "s.id",
        [&account],
        read
    )
}

/// How many an account has that are due from a moment on and before another.
pub fn count(conn: &mut Conn, account: i64, from: i64, until: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM scheduled_post WHERE account_id = $1 AND due_at >= $2 AND due_at < $3",
        &[&account, &from, &until],
        |row| row.get(0),
    )
}

/// Sets another time. `false` when the account has no such post.
pub fn set_due(tx: &mut Tx, account: i64, id: i64, due_at: i64) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE scheduled_post SET due_at = $3 WHERE account_id = $1 AND id = $2",
        &[&account, &id, &due_at],
    )? > 0)
}

/// Takes one away, whoever is first. `false` when it was gone.
pub fn remove(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM scheduled_post WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// What is due, the longest due first.
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<ScheduledRow>> {
    conn.all(
        "SELECT id, account_id, app_id, due_at, body, created_at FROM scheduled_post WHERE due_at <= $1 \
         ORDER BY due_at, id LIMIT $2",
        &[&now, &limit],
        read,
    )
}
