//! Lists: some of those somebody follows, and tags, read apart.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Its name.
    pub title: String,
    /// Whose answers are shown: `followed`, `list` or `none`.
    pub replies: String,
    /// Its members are not in the home feed.
    pub is_exclusive: bool,
}

fn read(row: &Row<'_>) -> Result<ListRow> {
    Ok(ListRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        title: row.get(2)?,
        replies: row.get(3)?,
        is_exclusive: row.get(4)?,
    })
}

/// Somebody's lists, the oldest first.
pub fn of_account(conn: &mut Conn, account: i64) -> Result<Vec<ListRow>> {
    conn.all(
        "SELECT id, account_id, title, replies, is_exclusive FROM list WHERE account_id = $1 ORDER BY id",
        &[&account],
        read,
    )
}

/// How many lists somebody has.
pub fn count(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM list WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// One of somebody's lists.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<ListRow>> {
    conn.opt(
        "SELECT id, account_id, title, replies, is_exclusive FROM list WHERE account_id = $1 AND id = $2",
        &[&account, &id],
        read,
    )
}

/// Adds a list.
pub fn insert(tx: &mut Tx, new: &ListRow) -> Result<()> {
    tx.exec(
        "INSERT INTO list (id, account_id, title, replies, is_exclusive) VALUES ($1, $2, $3, $4, $5)",
        &[
            &new.id,
            &new.account_id,
            &new.title,
            &new.replies,
            &new.is_exclusive,
        ],
    )?;
    Ok(())
}

/// Changes a list. `false` when it is not theirs.
pub fn update(tx: &mut Tx, list: &ListRow) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE list SET title = $3, replies = $4, is_exclusive = $5 WHERE account_id = $1 AND id = $2",
        &[
            &list.account_id,
            &list.id,
            &list.title,
            &list.replies,
            &list.is_exclusive,
        ],
    )? > 0)
}

/// Removes a list. `false` when it is not theirs.
pub fn delete(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM list WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// Which of some accounts somebody follows or asked to follow, themselves included.
pub fn may_hold(conn: &mut Conn, owner: i64, accounts: &[i64]) -> Result<Vec<i64>> {
    conn.all(
        "SELECT a.id FROM account a WHERE a.id IN ids($2) AND (a.id = $1 OR EXISTS \
         (SELECT 1 FROM follow f WHERE f.follower_id = $1 AND f.followee_id = a.id))",
        &[&owner, &Ids(accounts.to_vec())],
        |row| row.get(0),
    )
}

/// Adds an account to a list. `false` when it was there.
pub fn add_member(tx: &mut Tx, id: i64, list: i64, account: i64) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO list_member (id, list_id, account_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &list, &account],
    )? > 0)
}

/// How many of some accounts are on a list.
pub fn count_among(conn: &mut Conn, list: i64, accounts: &[i64]) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM list_member WHERE list_id = $1 AND account_id IN ids($2)",
        &[&list, &Ids(accounts.to_vec())],
        |row| row.get(0),
    )
}

/// Takes accounts off a list.
pub fn remove_members(tx: &mut Tx, list: i64, accounts: &[i64]) -> Result<()> {
    tx.exec(
        "DELETE FROM list_member WHERE list_id = $1 AND account_id IN ids($2)",
        &[&list, &Ids(accounts.to_vec())],
    )?;
    Ok(())
}

/// Takes an account off all lists of somebody, who follows it no longer.
pub(crate) fn forget_member(tx: &mut Tx, owner: i64, account: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM list_member WHERE account_id = $2 AND list_id IN (SELECT id FROM list WHERE account_id = $1)",
        &[&owner, &account],
    )?;
    Ok(())
}

/// Who is on a list: (membership, account).
pub fn members(conn: &mut Conn, list: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT m.id, m.account_id FROM list_member m WHERE m.list_id = $4",
        "m.id",
        [&list],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// How many accounts and tags are on a list.
pub fn size(conn: &mut Conn, list: i64) -> Result<(i64, i64)> {
    conn.one(
        "SELECT (SELECT COUNT(*) FROM list_member WHERE list_id = $1), (SELECT COUNT(*) FROM list_tag WHERE list_id = $1)",
        &[&list],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Which of somebody's lists hold an account.
pub fn holding(conn: &mut Conn, owner: i64, account: i64) -> Result<Vec<ListRow>> {
    conn.all(
        "SELECT l.id, l.account_id, l.title, l.replies, l.is_exclusive FROM list_member m JOIN list l ON l.id = m.list_id \
         WHERE m.account_id = $2 AND l.account_id = $1 ORDER BY l.id",
        &[&owner, &account],
        read,
    )
}

/// Whose lists may show a post of an account or with one of some tags: (owner, list). Whether they do is
/// [`crate::timeline::list`]'s to say.
pub fn concerned(conn: &mut Conn, account: i64, tags: &[String]) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT l.account_id, l.id FROM list_member m JOIN list l ON l.id = m.list_id WHERE m.account_id = $1 \
         UNION SELECT l.account_id, l.id FROM list_tag t JOIN list l ON l.id = t.list_id WHERE t.tag IN texts($2) \
         ORDER BY 2",
        &[&account, &crate::Texts(tags.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Adds a tag to a list. `false` when it was there.
pub fn add_tag(tx: &mut Tx, id: i64, list: i64, tag: &str) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO list_tag (id, list_id, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &list, &tag],
    )? > 0)
}

/// Takes a tag off a list.
pub fn remove_tag(tx: &mut Tx, list: i64, tag: &str) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM list_tag WHERE list_id = $1 AND tag = $2",
        &[&list, &tag],
    )? > 0)
}

/// The tags on a list, by name.
pub fn tags(conn: &mut Conn, list: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT tag FROM list_tag WHERE list_id = $1 ORDER BY tag",
        &[&list],
        |row| row.get(0),
    )
}
