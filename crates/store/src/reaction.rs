//! What people do with posts: likes, bookmarks, pins, and who boosted.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Tx};

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

/// The id of an account's like of a post.
pub fn like_id(conn: &mut Conn, post: i64, account: i64) -> Result<Option<i64>> {
    conn.opt(
        "SELECT id FROM post_like WHERE post_id = $1 AND account_id = $2",
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

/// The groups that passed a post on, among the first hundred who did: a group does so before its members can.
pub fn groups_of(conn: &mut Conn, post: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT a.id FROM (SELECT account_id FROM post WHERE boost_of_id = $1 ORDER BY id LIMIT 100) b \
         JOIN account a ON a.id = b.account_id WHERE a.kind = 'group' ORDER BY a.id LIMIT 8",
        &[&post],
        |row| row.get(0),
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

/// What an account bookmarked: (bookmark, post); in one folder, or with 0 in all.
pub fn bookmarks(
    conn: &mut Conn,
    account: i64,
    folder: i64,
    window: &Window,
) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT k.id, k.post_id FROM bookmark k WHERE k.account_id = $4 AND ($5 = 0 OR k.folder_id = $5)",
        "k.id",
        [&account, &folder],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// An emoji that somebody puts under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionRow {
    /// Its id.
    pub id: i64,
    /// The post.
    pub post_id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The emoji; a custom one as `:word:`, or as `:word@host:` when it is of another server.
    pub emoji: String,
    /// What its network calls it.
    pub uri: Option<String>,
    /// The picture of a custom one of another server.
    pub picture: Option<String>,
}

/// The same emoji under one post, together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionSum {
    /// The post.
    pub post_id: i64,
    /// The emoji.
    pub emoji: String,
    /// Its picture, when it is a custom one of another server: the one that was there first.
    pub picture: Option<String>,
    /// How many chose it.
    pub count: i64,
    /// How many of them are the viewer's.
    pub mine: i64,
}

/// Adds an emoji under a post. `false` when this account had chosen it.
pub fn react(tx: &mut Tx, new: &ReactionRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO post_reaction (id, post_id, account_id, emoji, uri, picture) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &new.post_id,
            &new.account_id,
            &new.emoji,
            &new.uri,
            &new.picture,
        ],
    )?;
    Ok(added > 0)
}

/// Takes an emoji back. Gives its id, if it was there.
pub fn unreact(tx: &mut Tx, post: i64, account: i64, emoji: &str) -> Result<Option<i64>> {
    tx.opt(
        "DELETE FROM post_reaction WHERE post_id = $1 AND account_id = $2 AND emoji = $3 RETURNING id",
        &[&post, &account, &emoji],
        |row| row.get(0),
    )
}

/// The id of an emoji that somebody has put under a post.
pub fn reaction_id(conn: &mut Conn, post: i64, account: i64, emoji: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT id FROM post_reaction WHERE post_id = $1 AND account_id = $2 AND emoji = $3",
        &[&post, &account, &emoji],
        |row| row.get(0),
    )
}

/// How many different emoji an account has put under a post.
pub fn count_of_account(conn: &mut Conn, post: i64, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM post_reaction WHERE post_id = $1 AND account_id = $2",
        &[&post, &account],
        |row| row.get(0),
    )
}

/// The emoji that its network calls so: (post, emoji).
pub fn find_reaction(conn: &mut Conn, account: i64, uri: &str) -> Result<Option<(i64, String)>> {
    conn.opt(
        "SELECT post_id, emoji FROM post_reaction WHERE account_id = $1 AND uri = $2",
        &[&account, &uri],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many different emoji are under a post beside this one.
pub fn count_others(conn: &mut Conn, post: i64, emoji: &str) -> Result<i64> {
    conn.one(
        "SELECT COUNT(DISTINCT emoji) FROM post_reaction WHERE post_id = $1 AND emoji <> $2",
        &[&post, &emoji],
        |row| row.get(0),
    )
}

/// The picture of an emoji that is under a post. The outer `None`: it is not there.
pub fn picture(conn: &mut Conn, post: i64, emoji: &str) -> Result<Option<Option<String>>> {
    conn.opt(
        "SELECT picture FROM post_reaction WHERE post_id = $1 AND emoji = $2 ORDER BY id LIMIT 1",
        &[&post, &emoji],
        |row| row.get(0),
    )
}

/// The emoji under some posts, in the order in which they were first put there.
pub fn summary(conn: &mut Conn, posts: &[i64], viewer: i64) -> Result<Vec<ReactionSum>> {
    conn.all(
        "SELECT s.post_id, s.emoji, f.picture, s.count, s.mine FROM (SELECT r.post_id, r.emoji, COUNT(*) AS count, \
         COUNT(CASE WHEN r.account_id = $2 THEN 1 END) AS mine, MIN(r.id) AS first FROM post_reaction r \
         WHERE r.post_id IN ids($1) GROUP BY r.post_id, r.emoji) s JOIN post_reaction f ON f.id = s.first \
         ORDER BY s.post_id, s.first",
        &[&Ids(posts.to_vec()), &viewer],
        |row| {
            Ok(ReactionSum {
                post_id: row.get(0)?,
                emoji: row.get(1)?,
                picture: row.get(2)?,
                count: row.get(3)?,
                mine: row.get(4)?,
            })
        },
    )
}

/// Who put which emoji under a post, the first first: (emoji, account).
pub fn reacted_by(conn: &mut Conn, post: i64, limit: i64) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT emoji, account_id FROM post_reaction WHERE post_id = $1 ORDER BY id LIMIT $2",
        &[&post, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
