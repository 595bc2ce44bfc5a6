//! What links lead to.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Its id.
    pub id: i64,
    /// The link, as it was written.
    pub url: String,
    /// Its server.
    pub host: String,
    /// JSON: what is shown of it; `None` when that is nothing.
    pub about: Option<String>,
    /// When it was asked.
    pub fetched_at: i64,
}

fn read(row: &Row<'_>) -> Result<CardRow> {
    Ok(CardRow {
        id: row.get(0)?,
        url: row.get(1)?,
        host: row.get(2)?,
        about: row.get(3)?,
        fetched_at: row.get(4)?,
    })
}

/// What is known of a link.
pub fn find(conn: &mut Conn, url: &str) -> Result<Option<CardRow>> {
    conn.opt(
        "SELECT id, url, host, about, fetched_at FROM card WHERE url = $1",
        &[&url],
        read,
    )
}

/// Cards that show something, in no order.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<CardRow>> {
    conn.all(
        "SELECT id, url, host, about, fetched_at FROM card WHERE id IN ids($1) AND about IS NOT NULL",
        &[&Ids(ids.to_vec())],
        read,
    )
}

/// Writes what a link leads to; its id comes back, which is the earlier one if there was one.
pub fn upsert(tx: &mut Tx, row: &CardRow) -> Result<i64> {
    tx.one(
        "INSERT INTO card (id, url, host, about, fetched_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (url) \
         DO UPDATE SET about = excluded.about, fetched_at = excluded.fetched_at RETURNING id",
        &[&row.id, &row.url, &row.host, &row.about, &row.fetched_at],
        |row| row.get(0),
    )
}

/// Gives a post its card, if the post is still there.
pub fn attach(tx: &mut Tx, post: i64, card: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO post_card (post_id, card_id) SELECT id, $2 FROM post WHERE id = $1 \
         ON CONFLICT (post_id) DO UPDATE SET card_id = excluded.card_id",
        &[&post, &card],
    )?;
    Ok(())
}

/// Takes its card from a post.
pub fn detach(tx: &mut Tx, post: i64) -> Result<()> {
    tx.exec("DELETE FROM post_card WHERE post_id = $1", &[&post])?;
    Ok(())
}

/// Public posts whose card leads there.
pub fn timeline(conn: &mut Conn, url: &str, window: &Window) -> Result<Vec<i64>> {
    windowed!(
        conn,
        window,
        "SELECT p.id FROM post_card pc JOIN card c ON c.id = pc.card_id JOIN post p ON p.id = pc.post_id \
         JOIN account a ON a.id = p.account_id WHERE c.url = $4 AND p.audience = 0 AND a.is_discoverable = 1",
        "p.id",
        [&url],
        |row| row.get(0)
    )
}
