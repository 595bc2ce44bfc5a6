//! Filters: what somebody does not want to read, by words and by post.

use crate::{Conn, Ids, Result, Row, Tx};

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterRow {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// Its name.
    pub title: String,
    /// `warn`, `hide` or `blur`.
    pub action: String,
    /// JSON: the words of the places it works in.
    pub contexts: String,
    /// Until when it works.
    pub expires_at: Option<i64>,
}

/// A word or phrase of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeywordRow {
    /// Its id.
    pub id: i64,
    /// Its filter.
    pub filter_id: i64,
    /// The words.
    pub keyword: String,
    /// Only as whole words.
    pub is_whole_word: bool,
}

/// A post of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterPostRow {
    /// Its id.
    pub id: i64,
    /// Its filter.
    pub filter_id: i64,
    /// The post.
    pub post_id: i64,
}

fn read(row: &Row<'_>) -> Result<FilterRow> {
    Ok(FilterRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        title: row.get(2)?,
        action: row.get(3)?,
        contexts: row.get(4)?,
        expires_at: row.get(5)?,
    })
}

fn read_keyword(row: &Row<'_>) -> Result<KeywordRow> {
    Ok(KeywordRow {
        id: row.get(0)?,
        filter_id: row.get(1)?,
        keyword: row.get(2)?,
        is_whole_word: row.get(3)?,
    })
}

fn read_post(row: &Row<'_>) -> Result<FilterPostRow> {
    Ok(FilterPostRow {
        id: row.get(0)?,
        filter_id: row.get(1)?,
        post_id: row.get(2)?,
    })
}

/// Somebody's filters, the oldest first.
pub fn of_account(conn: &mut Conn, account: i64) -> Result<Vec<FilterRow>> {
    conn.all(
        "SELECT id, account_id, title, action, contexts, expires_at FROM filter WHERE account_id = $1 ORDER BY id",
        &[&account],
        read,
    )
}

/// One of somebody's filters.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<FilterRow>> {
    conn.opt(
        "SELECT id, account_id, title, action, contexts, expires_at FROM filter WHERE account_id = $1 AND id = $2",
        &[&account, &id],
        read,
    )
}

/// Adds a filter.
pub fn insert(tx: &mut Tx, new: &FilterRow) -> Result<()> {
    tx.exec(
        "INSERT INTO filter (id, account_id, title, action, contexts, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &new.id,
            &new.account_id,
            &new.title,
            &new.action,
            &new.contexts,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// Changes a filter.
pub fn update(tx: &mut Tx, filter: &FilterRow) -> Result<()> {
    tx.exec(
        "UPDATE filter SET title = $3, action = $4, contexts = $5, expires_at = $6 WHERE account_id = $1 AND id = $2",
        &[
            &filter.account_id,
            &filter.id,
            &filter.title,
            &filter.action,
            &filter.contexts,
            &filter.expires_at,
        ],
    )?;
    Ok(())
}

/// Removes a filter. `false` when it is not theirs.
pub fn delete(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM filter WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// The words of some filters.
pub fn keywords(conn: &mut Conn, filters: &[i64]) -> Result<Vec<KeywordRow>> {
    conn.all(
        "SELECT id, filter_id, keyword, is_whole_word FROM filter_keyword WHERE filter_id IN ids($1) ORDER BY id",
        &[&Ids(filters.to_vec())],
        read_keyword,
    )
}

/// A word of somebody's filters.
pub fn find_keyword(conn: &mut Conn, account: i64, id: i64) -> Result<Option<KeywordRow>> {
    conn.opt(
        "SELECT k.id, k.filter_id, k.keyword, k.is_whole_word FROM filter_keyword k JOIN filter f ON f.id = k.filter_id \
         WHERE f.account_id = $1 AND k.id = $2",
        &[&account, &id],
        read_keyword,
    )
}

/// Adds a word.
pub fn insert_keyword(tx: &mut Tx, new: &KeywordRow) -> Result<()> {
    tx.exec(
        "INSERT INTO filter_keyword (id, filter_id, keyword, is_whole_word) VALUES ($1, $2, $3, $4)",
        &[&new.id, &new.filter_id, &new.keyword, &new.is_whole_word],
    )?;
    Ok(())
}

/// Changes a word.
pub fn update_keyword(tx: &mut Tx, keyword: &KeywordRow) -> Result<()> {
    tx.exec(
        "UPDATE filter_keyword SET keyword = $3, is_whole_word = $4 WHERE id = $1 AND filter_id = $2",
        &[
            &keyword.id,
            &keyword.filter_id,
            &keyword.keyword,
            &keyword.is_whole_word,
        ],
    )?;
    Ok(())
}

/// Removes a word.
pub fn delete_keyword(tx: &mut Tx, filter: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM filter_keyword WHERE id = $2 AND filter_id = $1",
        &[&filter, &id],
    )? > 0)
}

/// The posts of some filters.
pub fn posts(conn: &mut Conn, filters: &[i64]) -> Result<Vec<FilterPostRow>> {
    conn.all(
        "SELECT id, filter_id, post_id FROM filter_post WHERE filter_id IN ids($1) ORDER BY id",
        &[&Ids(filters.to_vec())],
        read_post,
    )
}

/// A post of somebody's filters.
pub fn find_post(conn: &mut Conn, account: i64, id: i64) -> Result<Option<FilterPostRow>> {
    conn.opt(
        "SELECT s.id, s.filter_id, s.post_id FROM filter_post s JOIN filter f ON f.id = s.filter_id \
         WHERE f.account_id = $1 AND s.id = $2",
        &[&account, &id],
        read_post,
    )
}

/// Adds a post. `false` when it was there.
pub fn insert_post(tx: &mut Tx, new: &FilterPostRow) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO filter_post (id, filter_id, post_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&new.id, &new.filter_id, &new.post_id],
    )? > 0)
}

/// Removes a post.
pub fn delete_post(tx: &mut Tx, filter: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM filter_post WHERE id = $2 AND filter_id = $1",
        &[&filter, &id],
    )? > 0)
}
