//! Files that can be attached to posts.

use crate::{Conn, Ids, Result, Row, Tx};

/// A file that somebody uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The post it belongs to.
    pub post_id: Option<i64>,
    /// JSON: `model::Media`.
    pub about: String,
    /// When it was uploaded, or last belonged to a post.
    pub touched_at: i64,
    /// [`READY`], [`WAITING`] or [`FAILED`].
    pub state: String,
    /// The name of the file as it was sent, while it waits.
    pub input: Option<String>,
    /// Why nothing was made of it.
    pub fault: String,
}

/// It can be posted.
pub const READY: &str = "ready";
/// Something is still to be made of it.
pub const WAITING: &str = "waiting";
/// Nothing could be made of it.
pub const FAILED: &str = "failed";

fn read(row: &Row<'_>) -> Result<MediaRow> {
    Ok(MediaRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        post_id: row.get(2)?,
        about: row.get(3)?,
        touched_at: row.get(4)?,
        state: row.get(5)?,
        input: row.get(6)?,
        fault: row.get(7)?,
    })
}

/// Adds a file that belongs to no post.
pub fn insert(tx: &mut Tx, row: &MediaRow) -> Result<()> {
    tx.exec(
        "INSERT INTO media (id, account_id, about, touched_at, state, input) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &row.id,
            &row.account_id,
            &row.about,
            &row.touched_at,
            &row.state,
            &row.input,
        ],
    )?;
    Ok(())
}

/// Some files of an account, in no order.
pub fn load(conn: &mut Conn, account: i64, ids: &[i64]) -> Result<Vec<MediaRow>> {
    conn.all(
        "SELECT id, account_id, post_id, about, touched_at, state, input, fault FROM media WHERE account_id = $1 AND id IN ids($2)",
        &[&account, &Ids(ids.to_vec())],
        read,
    )
}

/// The file that has waited longest for something to be made of it.
pub fn next_waiting(conn: &mut Conn) -> Result<Option<MediaRow>> {
    conn.opt(
        "SELECT id, account_id, post_id, about, touched_at, state, input, fault FROM media WHERE state = 'waiting' ORDER BY id LIMIT 1",
        &[],
        read,
    )
}

/// Notes that a file that waits is begun once more; says how often that was. `None` when it waits no more.
pub fn begin(tx: &mut Tx, id: i64) -> Result<Option<i64>> {
    tx.opt(
        "UPDATE media SET tries = tries + 1 WHERE id = $1 AND state = 'waiting' RETURNING tries",
        &[&id],
        |row| row.get(0),
    )
}

/// Takes back that a file was begun: it was not its fault.
pub fn forgive(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec(
        "UPDATE media SET tries = tries - 1 WHERE id = $1 AND state = 'waiting' AND tries > 0",
        &[&id],
    )?;
    Ok(())
}

/// What is said of a file that waits; `None` when it waits no more.
pub fn waiting_about(conn: &mut Conn, id: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT about FROM media WHERE id = $1 AND state = 'waiting'",
        &[&id],
        |row| row.get(0),
    )
}

/// Notes that a file waits no more: that it is ready, with what is said of it, or that it failed, and why.
pub fn finish(tx: &mut Tx, id: i64, state: &str, about: &str, fault: &str) -> Result<()> {
    tx.exec(
        "UPDATE media SET state = $2, about = $3, fault = $4, input = NULL WHERE id = $1 AND state = 'waiting'",
        &[&id, &state, &about, &fault],
    )?;
    Ok(())
}

/// How many files of an account belong to no post.
pub fn count_loose(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM media WHERE account_id = $1 AND post_id IS NULL",
        &[&account],
        |row| row.get(0),
    )
}

/// Changes what is said of a file.
pub fn set_about(tx: &mut Tx, id: i64, about: &str) -> Result<()> {
    tx.exec("UPDATE media SET about = $2 WHERE id = $1", &[&id, &about])?;
    Ok(())
}

/// Attaches files of an account to its post; those that belong to another post stay there. How many belong to the post
/// now comes back.
pub fn attach(tx: &mut Tx, account: i64, post: i64, ids: &[i64]) -> Result<u64> {
    tx.exec(
        "UPDATE media SET post_id = $2, revoked_at = NULL WHERE account_id = $1 AND (post_id IS NULL OR post_id = $2) AND id IN ids($3)",
        &[&account, &post, &Ids(ids.to_vec())],
    )
}

/// Takes away from a post all its files but some.
pub fn detach(tx: &mut Tx, post: i64, keep: &[i64], now: i64) -> Result<()> {
    tx.exec(
        "UPDATE media SET post_id = NULL, touched_at = $2 WHERE post_id = $1 AND NOT id IN ids($3)",
        &[&post, &now, &Ids(keep.to_vec())],
    )?;
    Ok(())
}

/// Removes files of an account that belong to no post. Those that were removed come back.
pub fn delete_loose(tx: &mut Tx, account: i64, ids: &[i64]) -> Result<Vec<i64>> {
    tx.all(
        "DELETE FROM media WHERE account_id = $1 AND post_id IS NULL AND id IN ids($2) RETURNING id",
        &[&account, &Ids(ids.to_vec())],
        |row| row.get(0),
    )
}

/// Removes files that have belonged to no post since `before`, `limit` at most, but for those that a draft or a post that is
/// due later has. Those that were removed come back.
pub fn delete_forgotten(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<i64>> {
    tx.all(
        "DELETE FROM media WHERE id IN (SELECT m.id FROM media m WHERE m.post_id IS NULL AND m.touched_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM scheduled_post s WHERE s.account_id = m.account_id AND s.body LIKE '%' || CAST(m.id AS TEXT) || '%') \
         AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.account_id = m.account_id AND d.body LIKE '%' || CAST(m.id AS TEXT) || '%') \
         ORDER BY m.touched_at LIMIT $2) RETURNING id",
        &[&before, &limit],
        |row| row.get(0),
    )
}
