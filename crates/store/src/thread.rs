//! What answers what.

use crate::{Conn, Result, Tx};

/// Joins posts that were waiting for this one as the post they answer. How many comes back. What this one itself answers,
/// or what that answers, is not joined: a thread is no ring, whatever two servers say.
pub fn adopt_replies(tx: &mut Tx, uri: &str, id: i64, account: i64, thread: i64) -> Result<u64> {
    let adopted = tx.exec(
        "UPDATE post SET reply_to_id = $2, reply_to_account_id = $3, reply_to_uri = NULL, thread_id = $4 \
         WHERE reply_to_uri = $1 AND id NOT IN (\
         WITH RECURSIVE up (id) AS (SELECT CAST($2 AS BIGINT) UNION \
         SELECT p.reply_to_id FROM post p JOIN up ON p.id = up.id WHERE p.reply_to_id IS NOT NULL) SELECT id FROM up)",
        &[&uri, &id, &account, &thread],
    )?;
    Ok(adopted)
}

/// The posts above one, nearest first.
pub fn ancestors(conn: &mut Conn, id: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "WITH RECURSIVE up (id, parent, depth) AS (\
         SELECT id, reply_to_id, 0 FROM post WHERE id = $1 UNION ALL \
         SELECT p.id, p.reply_to_id, up.depth + 1 FROM post p JOIN up ON p.id = up.parent WHERE up.depth < $2) \
         SELECT id FROM up WHERE depth > 0 ORDER BY depth",
        &[&id, &limit],
        |row| row.get(0),
    )
}

/// The posts below one: (post, what it answers), oldest first.
pub fn descendants(conn: &mut Conn, id: i64, depth: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "WITH RECURSIVE down (id, parent, depth) AS (\
         SELECT id, reply_to_id, 0 FROM post WHERE id = $1 UNION ALL \
         SELECT p.id, p.reply_to_id, down.depth + 1 FROM post p JOIN down ON p.reply_to_id = down.id WHERE down.depth < $2) \
         SELECT id, parent FROM down WHERE depth > 0 ORDER BY id LIMIT $3",
        &[&id, &depth, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The first post of the thread a post is in.
pub fn first_of(conn: &mut Conn, id: i64) -> Result<Option<i64>> {
    conn.opt("SELECT thread_id FROM post WHERE id = $1", &[&id], |row| {
        row.get(0)
    })
}

/// Wants to hear no more of a thread.
pub fn mute(tx: &mut Tx, account: i64, thread: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO thread_mute (account_id, thread_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&account, &thread],
    )?;
    Ok(())
}

/// Wants to hear of it again.
pub fn unmute(tx: &mut Tx, account: i64, thread: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM thread_mute WHERE account_id = $1 AND thread_id = $2",
        &[&account, &thread],
    )?;
    Ok(())
}

/// Whether an account wants to hear nothing of the thread a post is in.
pub fn is_muted(conn: &mut Conn, account: i64, post: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM thread_mute t JOIN post p ON p.thread_id = t.thread_id \
         WHERE t.account_id = $1 AND p.id = $2)",
        &[&account, &post],
        |row| row.get(0),
    )
}
