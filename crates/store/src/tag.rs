//! Tags that people follow, and those they show on their profile.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Texts, Tx};

/// Follows a tag. `false` when it was followed.
pub fn follow(tx: &mut Tx, id: i64, account: i64, tag: &str) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO followed_tag (id, account_id, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &account, &tag],
    )? > 0)
}

/// Follows a tag no longer.
pub fn unfollow(tx: &mut Tx, account: i64, tag: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM followed_tag WHERE account_id = $1 AND tag = $2",
        &[&account, &tag],
    )?;
    Ok(())
}

/// How many tags somebody follows.
pub fn count_followed(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM followed_tag WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// The tags somebody follows: (follow, tag).
pub fn followed(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, String)>> {
    windowed!(
        conn,
        window,
        "SELECT g.id, g.tag FROM followed_tag g WHERE g.account_id = $4",
        "g.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// What somebody does with some tags: (tag, follows it, shows it on their profile).
pub fn of_viewer(
    conn: &mut Conn,
    account: i64,
    tags: &[String],
) -> Result<Vec<(String, bool, bool)>> {
    conn.all(
        "SELECT w.value, EXISTS (SELECT 1 FROM followed_tag g WHERE g.account_id = $1 AND g.tag = w.value), \
         EXISTS (SELECT 1 FROM featured_tag f WHERE f.account_id = $1 AND f.tag = w.value) FROM texts($2) AS w",
        &[&account, &Texts(tags.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// A tag on somebody's profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedRow {
    /// Its id.
    pub id: i64,
    /// The tag.
    pub tag: String,
    /// How many of their posts for everybody have it.
    pub posts: i64,
    /// When they last used it.
    pub last_post_at: Option<i64>,
}

/// The tags on somebody's profile, with how they use them; the most used first.
pub fn featured(conn: &mut Conn, account: i64) -> Result<Vec<FeaturedRow>> {
    conn.all(
        "SELECT f.id, f.tag, (SELECT COUNT(*) FROM post_tag t JOIN post p ON p.id = t.post_id \
         WHERE t.tag = f.tag AND p.account_id = f.account_id AND p.audience IN (0, 1)) AS uses, \
         (SELECT MAX(p.created_at) FROM post_tag t JOIN post p ON p.id = t.post_id \
         WHERE t.tag = f.tag AND p.account_id = f.account_id AND p.audience IN (0, 1)) \
         FROM featured_tag f WHERE f.account_id = $1 ORDER BY uses DESC, f.id",
        &[&account],
        |row| {
            Ok(FeaturedRow {
                id: row.get(0)?,
                tag: row.get(1)?,
                posts: row.get(2)?,
                last_post_at: row.get(3)?,
            })
        },
    )
}

/// Shows a tag on a profile. `false` when it was shown.
pub fn feature(tx: &mut Tx, id: i64, account: i64, tag: &str) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO featured_tag (id, account_id, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &account, &tag],
    )? > 0)
}

/// Takes a tag off a profile.
pub fn unfeature(tx: &mut Tx, account: i64, tag: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM featured_tag WHERE account_id = $1 AND tag = $2",
        &[&account, &tag],
    )?;
    Ok(())
}

/// Takes a tag off a profile, by the id it has there. `false` when it is not there.
pub fn unfeature_by_id(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM featured_tag WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// The tags somebody used most in their last thousand posts and does not show yet.
pub fn suggested(conn: &mut Conn, account: i64, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT t.tag FROM post_tag t WHERE t.post_id IN (SELECT p.id FROM post p WHERE p.account_id = $1 \
         AND p.audience IN (0, 1) ORDER BY p.id DESC LIMIT 1000) \
         AND NOT EXISTS (SELECT 1 FROM featured_tag f WHERE f.account_id = $1 AND f.tag = t.tag) \
         GROUP BY t.tag ORDER BY COUNT(*) DESC, t.tag LIMIT $2",
        &[&account, &limit],
        |row| row.get(0),
    )
}
