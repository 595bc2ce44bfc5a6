//! What the host tells everybody, who has read it, and what they say to it.

use crate::{Conn, Ids, Result, Row, Tx};

/// Something the host tells everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnnouncementRow {
    /// Its id.
    pub id: i64,
    /// As typed.
    pub text: String,
    /// Safe HTML.
    pub html: String,
    /// JSON: folded tags.
    pub tags: String,
    /// JSON: ids of those it mentions.
    pub mentions: String,
    /// When what it is about begins.
    pub starts_at: Option<i64>,
    /// When that ends.
    pub ends_at: Option<i64>,
    /// Days count, not hours.
    pub is_all_day: bool,
    /// When it was first told.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// How often something was said to an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionRow {
    /// Which announcement.
    pub announcement_id: i64,
    /// An emoji, or the shortcode of one.
    pub name: String,
    /// How often.
    pub count: i64,
    /// Whether the viewer is one of them.
    pub is_mine: bool,
}

fn read(row: &Row<'_>) -> Result<AnnouncementRow> {
    Ok(AnnouncementRow {
        id: row.get(0)?,
        text: row.get(1)?,
        html: row.get(2)?,
        tags: row.get(3)?,
        mentions: row.get(4)?,
        starts_at: row.get(5)?,
        ends_at: row.get(6)?,
        is_all_day: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// Adds an announcement, or changes the one with its id.
pub fn put(tx: &mut Tx, new: &AnnouncementRow) -> Result<()> {
    tx.exec(
        "INSERT INTO announcement (id, text, html, tags, mentions, starts_at, ends_at, is_all_day, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET text = excluded.text, \
         html = excluded.html, tags = excluded.tags, mentions = excluded.mentions, starts_at = excluded.starts_at, \
         ends_at = excluded.ends_at, is_all_day = excluded.is_all_day, updated_at = excluded.updated_at",
        &[
            &new.id,
            &new.text,
            &new.html,
            &new.tags,
            &new.mentions,
            &new.starts_at,
            &new.ends_at,
            &new.is_all_day,
            &new.created_at,
            &new.updated_at,
        ],
    )?;
    Ok(())
}

/// Removes an announcement. `false` when there was none.
pub fn delete(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM announcement WHERE id = $1", &[&id])? > 0)
}

/// One announcement.
pub fn find(conn: &mut Conn, id: i64) -> Result<Option<AnnouncementRow>> {
    conn.opt(
        "SELECT id, text, html, tags, mentions, starts_at, ends_at, is_all_day, created_at, updated_at FROM announcement \
         WHERE id = $1",
        &[&id],
        read,
    )
}

/// What is told at this moment, oldest first.
pub fn current(conn: &mut Conn, now: i64) -> Result<Vec<AnnouncementRow>> {
    conn.all(
        "SELECT id, text, html, tags, mentions, starts_at, ends_at, is_all_day, created_at, updated_at FROM announcement \
         WHERE (ends_at IS NULL OR ends_at > $1) ORDER BY COALESCE(starts_at, created_at), id LIMIT 100",
        &[&now],
        read,
    )
}

/// Which announcements somebody has read.
pub fn read_by(conn: &mut Conn, account: i64, ids: &[i64]) -> Result<Vec<i64>> {
    conn.all(
        "SELECT announcement_id FROM announcement_read WHERE account_id = $1 AND announcement_id IN ids($2) \
         ORDER BY announcement_id",
        &[&account, &Ids(ids.to_vec())],
        |row| row.get(0),
    )
}

/// Notes that somebody has read an announcement.
pub fn mark_read(tx: &mut Tx, account: i64, id: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO announcement_read (announcement_id, account_id) VALUES ($2, $1) ON CONFLICT DO NOTHING",
        &[&account, &id],
    )?;
    Ok(())
}

/// What was said to some announcements, in the order in which it was first said.
pub fn reactions(conn: &mut Conn, ids: &[i64], viewer: i64) -> Result<Vec<ReactionRow>> {
    conn.all(
        "SELECT announcement_id, name, COUNT(*), MAX(CASE WHEN account_id = $2 THEN 1 ELSE 0 END) FROM announcement_reaction \
         WHERE announcement_id IN ids($1) GROUP BY announcement_id, name ORDER BY announcement_id, MIN(created_at), name",
        &[&Ids(ids.to_vec()), &viewer],
        |row| {
            Ok(ReactionRow {
                announcement_id: row.get(0)?,
                name: row.get(1)?,
                count: row.get(2)?,
                is_mine: row.get(3)?,
            })
        },
    )
}

/// Says something to an announcement. `false` when the account had said it.
pub fn react(tx: &mut Tx, id: i64, name: &str, account: i64, now: i64) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO announcement_reaction (announcement_id, name, account_id, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
        &[&id, &name, &account, &now],
    )? > 0)
}

/// Takes it back. `false` when the account had not said it.
pub fn unreact(tx: &mut Tx, id: i64, name: &str, account: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM announcement_reaction WHERE announcement_id = $1 AND name = $2 AND account_id = $3",
        &[&id, &name, &account],
    )? > 0)
}
