//! What people do with posts: likes, bookmarks, pins, and who boosted.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Tx};

/// Adds a like. `false` when it was there.
pub fn like(tx: &mut Tx, id: i64, post: i64, account: i64, uri: Option<&str>) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO post_like (id, post_id, account_id, uri) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&id, &post, &account, &uri],
    )?;
    Ok(added > 0)
}

/// Takes a like back. Its id, when there was one.
pub fn unlike(tx: &mut Tx, post: i64, account: i64) -> Result<Option<i64>> {
    tx.opt(
        "DELETE FROM post_like WHERE post_id = $1 AND account_id = $2 RETURNING id",
        &[&post, &account],
        |row| row.get(0),
    )
}

/// The like that its network calls so: (post, account).
pub fn find_like(conn: &mut Conn, account: i64, uri: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT post_id FROM post_like WHERE account_id = $1 AND uri = $2",
        &[&account, &uri],
        |row| row.get(0),
    )
}

/// Adds a bookmark. `false` when it was there.
pub fn bookmark(tx: &mut Tx, id: i64, post: i64, account: i64) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO bookmark (id, post_id, account_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &post, &account],
    )?;
    Ok(added > 0)
}

/// Takes a bookmark away.
pub fn unbookmark(tx: &mut Tx, post: i64, account: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM bookmark WHERE account_id = $2 AND post_id = $1",
        &[&post, &account],
    )? > 0)
}

/// Pins a post. `false` when it was pinned.
pub fn pin(tx: &mut Tx, id: i64, post: i64, account: i64) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO pin (id, post_id, account_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &post, &account],
    )?;
    Ok(added > 0)
}

/// Takes a pin out.
pub fn unpin(tx: &mut Tx, post: i64, account: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM pin WHERE account_id = $2 AND post_id = $1",
        &[&post, &account],
    )? > 0)
}

/// How many posts an account has pinned.
pub fn count_pins(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM pin WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Who liked a post: (like, account).
pub fn liked_by(conn: &mut Conn, post: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT l.id, l.account_id FROM post_like l WHERE l.post_id = $4",
        "l.id",
        [&post],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// Who boosted a post: (boost, account).
pub fn boosted_by(conn: &mut Conn, post: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT p.id, p.account_id FROM post p WHERE p.boost_of_id = $4",
        "p.id",
        [&post],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// What an account liked: (like, post).
pub fn likes(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT l.id, l.post_id FROM post_like l WHERE l.account_id = $4",
        "l.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// What an account bookmarked: (bookmark, post).
pub fn bookmarks(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT k.id, k.post_id FROM bookmark k WHERE k.account_id = $4",
        "k.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}
