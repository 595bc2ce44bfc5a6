//! What a directory of names is to be told, in order.

use crate::{Conn, Result, Row, Tx};

/// An operation on a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// Whose name.
    pub account_id: i64,
    /// Its place among those of the account, from 0.
    pub n: i64,
    /// The signed operation, as JSON.
    pub body: String,
    /// Its own name: the next one says what it follows.
    pub cid: String,
    /// When the directory took it.
    pub taken_at: Option<i64>,
    /// How often it did not.
    pub failures: i64,
    /// What it said.
    pub error: String,
}

macro_rules! operation_select {
    () => {
        "SELECT account_id, n, body, cid, taken_at, failures, error FROM did_operation "
    };
}

fn read(row: &Row<'_>) -> Result<OperationRow> {
    Ok(OperationRow {
        account_id: row.get(0)?,
        n: row.get(1)?,
        body: row.get(2)?,
        cid: row.get(3)?,
        taken_at: row.get(4)?,
        failures: row.get(5)?,
        error: row.get(6)?,
    })
}

/// Adds an operation. [`Error::Conflict`](crate::Error::Conflict) when there is one in its place.
pub fn insert(tx: &mut Tx, operation: &OperationRow, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO did_operation (account_id, n, body, cid, made_at, taken_at, retry_at) VALUES ($1, $2, $3, $4, $5, $6, $5)",
        &[
            &operation.account_id,
            &operation.n,
            &operation.body,
            &operation.cid,
            &now,
            &operation.taken_at,
        ],
    )?;
    Ok(())
}

/// All operations of an account, in order.
pub fn of_account(conn: &mut Conn, account: i64) -> Result<Vec<OperationRow>> {
    conn.all(
        concat!(operation_select!(), "WHERE account_id = $1 ORDER BY n"),
        &[&account],
        read,
    )
}

/// Operations to be tried now: the first that waits of each account.
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<OperationRow>> {
    conn.all(
        concat!(
            operation_select!(),
            "o WHERE taken_at IS NULL AND retry_at <= $1 AND NOT EXISTS (SELECT 1 FROM did_operation e \
             WHERE e.account_id = o.account_id AND e.n < o.n AND e.taken_at IS NULL) ORDER BY retry_at LIMIT $2"
        ),
        &[&now, &limit],
        read,
    )
}

/// How many wait, and since when the oldest does.
pub fn waiting(conn: &mut Conn) -> Result<(i64, Option<i64>)> {
    conn.one(
        "SELECT COUNT(*), MIN(made_at) FROM did_operation WHERE taken_at IS NULL",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The directory took it.
pub fn taken(tx: &mut Tx, account: i64, n: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE did_operation SET taken_at = $3, error = '' WHERE account_id = $1 AND n = $2",
        &[&account, &n, &now],
    )?;
    Ok(())
}

/// It did not.
pub fn failed(tx: &mut Tx, account: i64, n: i64, error: &str, retry_at: i64) -> Result<()> {
    tx.exec(
        "UPDATE did_operation SET failures = failures + 1, error = $3, retry_at = $4 WHERE account_id = $1 AND n = $2",
        &[&account, &n, &error, &retry_at],
    )?;
    Ok(())
}
