//! Answers to posts whose authors say who may answer.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Tx};

/// It waits for the author of what it answers.
pub const WAITS: i64 = 0;
/// The author has let it in.
pub const LET_IN: i64 = 1;
/// The author does not want it.
pub const REFUSED: i64 = 2;

/// What becomes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// The answer.
    pub post_id: i64,
    /// Who wrote what it answers.
    pub owner_id: i64,
    /// [`WAITS`], [`LET_IN`] or [`REFUSED`].
    pub state: i64,
    /// What its network calls the question.
    pub request: Option<String>,
    /// Where others can look up that it may be there.
    pub written_uri: Option<String>,
}

/// Notes what becomes of an answer, or what changed about it. What is not said stays as it was.
pub fn set(tx: &mut Tx, row: &AnswerRow) -> Result<()> {
    tx.exec(
        "INSERT INTO answer (post_id, owner_id, state, request, written_uri) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (post_id) DO UPDATE SET state = excluded.state, request = COALESCE(excluded.request, answer.request), \
         written_uri = COALESCE(excluded.written_uri, answer.written_uri)",
        &[
            &row.post_id,
            &row.owner_id,
            &row.state,
            &row.request,
            &row.written_uri,
        ],
    )?;
    Ok(())
}

/// What became of an answer, if anybody had to say so.
pub fn find(conn: &mut Conn, post: i64) -> Result<Option<AnswerRow>> {
    conn.opt(
        "SELECT post_id, owner_id, state, request, written_uri FROM answer WHERE post_id = $1",
        &[&post],
        |row| {
            Ok(AnswerRow {
                post_id: row.get(0)?,
                owner_id: row.get(1)?,
                state: row.get(2)?,
                request: row.get(3)?,
                written_uri: row.get(4)?,
            })
        },
    )
}

/// Answers that wait for somebody, newest first: (answer, answer).
pub fn waiting(conn: &mut Conn, owner: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT w.post_id, w.post_id FROM answer w WHERE w.owner_id = $4 AND w.state = 0",
        "w.post_id",
        [&owner],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}
