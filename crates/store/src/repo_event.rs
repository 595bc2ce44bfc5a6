//! What those who follow repositories along are told, in order.

use crate::{Conn, Result, Tx};

/// The next number: that of the last event and one more, and never below `now` (microseconds). So it never goes back,
/// even when an older copy of the database was put in place. Its row stays locked until the transaction ends: whoever
/// reads events in order misses none.
pub fn next_seq(tx: &mut Tx, now: i64) -> Result<i64> {
    tx.one(
        "UPDATE repo_seq SET last = GREATEST(last + 1, $1) WHERE one = 1 RETURNING last",
        &[&now],
        |row| row.get(0),
    )
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its number.
    pub seq: i64,
    /// Whose.
    pub account_id: i64,
    /// `commit`, `sync`, `identity`, `account`.
    pub kind: String,
    /// What is sent.
    pub frame: Vec<u8>,
    /// When.
    pub at: i64,
}

/// Adds an event.
pub fn append(tx: &mut Tx, event: &EventRow) -> Result<()> {
    tx.exec(
        "INSERT INTO repo_event (seq, account_id, kind, frame, at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &event.seq,
            &event.account_id,
            &event.kind,
            &event.frame,
            &event.at,
        ],
    )?;
    Ok(())
}

/// Events after a number, in order: `limit` at most, and no more once they have `bytes` together. One always comes.
pub fn after(conn: &mut Conn, seq: i64, limit: i64, bytes: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    conn.all(
        "SELECT seq, frame FROM repo_event WHERE seq > $1 AND seq <= (
             SELECT MAX(seq) FROM (
                 SELECT seq, SUM(length) OVER (ORDER BY seq) - length AS before FROM (
                     SELECT seq, LENGTH(frame) AS length FROM repo_event WHERE seq > $1 ORDER BY seq LIMIT $2
                 ) AS few
             ) AS sums WHERE before < $3
         ) ORDER BY seq",
        &[&seq, &limit, &bytes],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The numbers of the first and the last event that are kept; `None` when there are none.
pub fn ends(conn: &mut Conn) -> Result<Option<(i64, i64)>> {
    let ends = conn.one("SELECT MIN(seq), MAX(seq) FROM repo_event", &[], |row| {
        Ok((row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?))
    })?;
    Ok(ends.0.zip(ends.1))
}

/// How many events there were since a moment, by kind.
pub fn count_since(conn: &mut Conn, at: i64) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT kind, COUNT(*) FROM repo_event WHERE at > $1 GROUP BY kind ORDER BY kind",
        &[&at],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Forgets what was told of an account, because it is gone.
pub fn forget_account(tx: &mut Tx, account: i64) -> Result<()> {
    tx.exec("DELETE FROM repo_event WHERE account_id = $1", &[&account])?;
    Ok(())
}

/// Forgets what was told before a moment, `limit` at most. The last event stays, so that numbers go on.
pub fn prune(tx: &mut Tx, before: i64, limit: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM repo_event WHERE seq IN (SELECT seq FROM repo_event WHERE at < $1 \
         AND seq < (SELECT MAX(seq) FROM repo_event) ORDER BY at LIMIT $2)",
        &[&before, &limit],
    )
}
