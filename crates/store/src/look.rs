//! What was looked for at other servers, and when: nothing is asked for again before a while is over.

use crate::{Conn, Result, Row, Tx};

/// How a search for the rest of a thread stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThreadLookRow {
    /// When it began.
    pub begun_at: i64,
    /// When it ended; `None` while it goes on.
    pub done_at: Option<i64>,
    /// How many posts it brought.
    pub found: i64,
    /// How many posts it could not get.
    pub missing: i64,
}

/// What an account's own server says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountLookRow {
    /// When it was asked.
    pub looked_at: i64,
    /// How many posts there are.
    pub posts: Option<i64>,
    /// How many it follows.
    pub following: Option<i64>,
    /// How many follow it.
    pub followers: Option<i64>,
}

/// Begins to look for the rest of the thread around a post, unless that began after `since`. Whether it may.
pub fn begin_thread(tx: &mut Tx, post: i64, now: i64, since: i64) -> Result<bool> {
    let begun = tx.exec(
        "INSERT INTO thread_look (post_id, begun_at, done_at, found, missing) VALUES ($1, $2, NULL, 0, 0) \
         ON CONFLICT (post_id) DO UPDATE SET begun_at = $2, done_at = NULL, found = 0, missing = 0 \
         WHERE thread_look.begun_at <= $3",
        &[&post, &now, &since],
    )?;
    Ok(begun > 0)
}

/// Notes what became of it.
pub fn end_thread(tx: &mut Tx, post: i64, now: i64, found: i64, missing: i64) -> Result<()> {
    tx.exec(
        "UPDATE thread_look SET done_at = $2, found = $3, missing = $4 WHERE post_id = $1",
        &[&post, &now, &found, &missing],
    )?;
    Ok(())
}

/// How it stands with a thread; `None` if it was never looked for.
pub fn thread(conn: &mut Conn, post: i64) -> Result<Option<ThreadLookRow>> {
    conn.opt(
        "SELECT begun_at, done_at, found, missing FROM thread_look WHERE post_id = $1",
        &[&post],
        |row| {
            Ok(ThreadLookRow {
                begun_at: row.get(0)?,
                done_at: row.get(1)?,
                found: row.get(2)?,
                missing: row.get(3)?,
            })
        },
    )
}

/// Begins to look at what an account's own server says of it, unless that was done after `since`. Whether it may.
pub fn begin_account(tx: &mut Tx, account: i64, now: i64, since: i64) -> Result<bool> {
    let begun = tx.exec(
        "INSERT INTO account_look (account_id, looked_at) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET looked_at = $2 WHERE account_look.looked_at <= $3",
        &[&account, &now, &since],
    )?;
    Ok(begun > 0)
}

/// Notes what it says. What it says nothing of any more is not known any more.
pub fn set_account(tx: &mut Tx, account: i64, said: &AccountLookRow) -> Result<()> {
    tx.exec(
        "INSERT INTO account_look (account_id, looked_at, posts, following, followers) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id) DO UPDATE SET looked_at = $2, posts = $3, following = $4, followers = $5",
        &[
            &account,
            &said.looked_at,
            &said.posts,
            &said.following,
            &said.followers,
        ],
    )?;
    Ok(())
}

/// What an account's own server said of it; `None` if it was never asked.
pub fn account(conn: &mut Conn, account: i64) -> Result<Option<AccountLookRow>> {
    let read = |row: &Row<'_>| {
        Ok(AccountLookRow {
            looked_at: row.get(0)?,
            posts: row.get(1)?,
            following: row.get(2)?,
            followers: row.get(3)?,
        })
    };
    conn.opt(
        "SELECT looked_at, posts, following, followers FROM account_look WHERE account_id = $1",
        &[&account],
        read,
    )
}
