//! Posts that are not finished.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Row, Tx};

/// A post that is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftRow {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// JSON: the draft.
    pub body: String,
    /// Why it could not be posted when it was due.
    pub problem: Option<String>,
    /// When it was last changed.
    pub updated_at: i64,
}

fn read(row: &Row<'_>) -> Result<DraftRow> {
    Ok(DraftRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        body: row.get(2)?,
        problem: row.get(3)?,
        updated_at: row.get(4)?,
    })
}

/// Adds one.
pub fn insert(tx: &mut Tx, new: &DraftRow) -> Result<()> {
    tx.exec(
        "INSERT INTO draft (id, account_id, body, problem, updated_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &new.id,
            &new.account_id,
            &new.body,
            &new.problem,
            &new.updated_at,
        ],
    )?;
    Ok(())
}

/// Changes one; whatever was wrong with it is forgotten. `false` when the account has no such draft.
pub fn update(tx: &mut Tx, changed: &DraftRow) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE draft SET body = $3, problem = NULL, updated_at = $4 WHERE account_id = $1 AND id = $2",
        &[
            &changed.account_id,
            &changed.id,
            &changed.body,
            &changed.updated_at,
        ],
    )? > 0)
}

/// One of an account.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<DraftRow>> {
    conn.opt(
        "SELECT d.id, d.account_id, d.body, d.problem, d.updated_at FROM draft d WHERE d.account_id = $1 AND d.id = $2",
        &[&account, &id],
        read,
    )
}

/// Those of an account.
pub fn list(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<DraftRow>> {
    windowed!(
        conn,
        window,
        "SELECT d.id, d.account_id, d.body, d.problem, d.updated_at FROM draft d WHERE d.account_id = $4",
        "d.id",
        [&account],
        read
    )
}

/// How many an account has.
pub fn count(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM draft WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Takes one away. `false` when the account has no such draft.
pub fn remove(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM draft WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}
