//! Quotes: posts that show another one, as far as its author agrees.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Tx};

/// The accepted quotes of a post: (quoting post, quoting post).
pub fn list(conn: &mut Conn, quoted: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT p.id, p.id FROM post p WHERE p.quote_of_id = $4 AND p.quote_state = 1",
        "p.id",
        [&quoted],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// What a post quotes: (quoted post, state).
pub fn of(conn: &mut Conn, quoting: i64) -> Result<Option<(i64, i64)>> {
    conn.opt(
        "SELECT quote_of_id, quote_state FROM post WHERE id = $1 AND quote_of_id IS NOT NULL",
        &[&quoting],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Takes an accepted quote of `quoted` back and counts it no more. `false` when there is none.
pub fn revoke(tx: &mut Tx, quoted: i64, quoting: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE post SET quote_state = 3 WHERE id = $2 AND quote_of_id = $1 AND quote_state = 1",
        &[&quoted, &quoting],
    )?;
    if changed > 0 {
        crate::post::count(tx, quoted, crate::post::Counter::Quotes, -1)?;
    }
    Ok(changed > 0)
}

/// Has a post quote another one, in this state, or nothing, and counts accepted quotes.
pub fn set(tx: &mut Tx, quoting: i64, quote: Option<(i64, i64)>) -> Result<()> {
    let before = of(tx, quoting)?;
    let (quoted, state) = quote.map_or((None, 0), |(quoted, state)| (Some(quoted), state));
    tx.exec(
        "UPDATE post SET quote_of_id = $2, quote_state = $3 WHERE id = $1",
        &[&quoting, &quoted, &state],
    )?;
    for (quote, change) in [(before, -1), (quote, 1)] {
        if let Some((quoted, 1)) = quote {
            crate::post::count(tx, quoted, crate::post::Counter::Quotes, change)?;
        }
    }
    Ok(())
}

/// Posts that quoted this one until its author took it back, oldest first.
pub fn revoked(conn: &mut Conn, quoted: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT id FROM post WHERE quote_of_id = $1 AND quote_state = 3 ORDER BY id LIMIT $2",
        &[&quoted, &limit],
        |row| row.get(0),
    )
}

/// The authors, here, of accepted quotes of a post, and their posts: (author, quoting post).
pub fn local_quoters(conn: &mut Conn, quoted: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT p.account_id, p.id FROM post p JOIN member m ON m.account_id = p.account_id \
         WHERE p.quote_of_id = $1 AND p.quote_state = 1 ORDER BY p.id LIMIT $2",
        &[&quoted, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Notes where others can look up that a quote was agreed to.
pub fn authorize(tx: &mut Tx, quoting: i64, uri: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO quote_authorization (post_id, uri) VALUES ($1, $2) ON CONFLICT (post_id) DO UPDATE SET uri = excluded.uri",
        &[&quoting, &uri],
    )?;
    Ok(())
}

/// Forgets it.
pub fn unauthorize(tx: &mut Tx, quoting: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM quote_authorization WHERE post_id = $1",
        &[&quoting],
    )?;
    Ok(())
}

/// Where it can be looked up.
pub fn authorization(conn: &mut Conn, quoting: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT uri FROM quote_authorization WHERE post_id = $1",
        &[&quoting],
        |row| row.get(0),
    )
}

/// The quotes of an author's posts that one authorization stands for, oldest first: (quoting post, quoted post).
pub fn authorized_by(
    conn: &mut Conn,
    uri: &str,
    author: i64,
    limit: i64,
) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT p.id, q.id FROM quote_authorization a JOIN post p ON p.id = a.post_id \
         JOIN post q ON q.id = p.quote_of_id WHERE a.uri = $1 AND q.account_id = $2 ORDER BY p.id LIMIT $3",
        &[&uri, &author, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Sets who may answer, quote and boost a post.
pub fn set_policy(tx: &mut Tx, post: i64, json: &str) -> Result<()> {
    tx.exec("UPDATE post SET policy = $2 WHERE id = $1", &[&post, &json])?;
    Ok(())
}
