//! What people are told of, and how far they have read.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Texts, Tx};

/// Something somebody is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRow {
    /// Its id.
    pub id: i64,
    /// Who is told.
    pub account_id: i64,
    /// The word of its kind.
    pub kind: String,
    /// Who did it.
    pub from_id: i64,
    /// To which post; 0 for none.
    pub post_id: i64,
    /// When.
    pub created_at: i64,
    /// What it belongs together with; empty when it stands alone.
    pub group_key: String,
    /// Held back until its receiver decides.
    pub is_filtered: bool,
}

/// Which notifications of somebody are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whose.
    pub account: i64,
    /// Of these kinds.
    pub kinds: Vec<String>,
    /// Only of this account's doing; 0 for anybody's.
    pub from: i64,
    /// Also those that are held back.
    pub with_filtered: bool,
}

/// Tells somebody, unless they were told already, do not want to hear it from this account or its server, or blocks
/// stand between the two. `false` when nothing was added.
pub fn insert(tx: &mut Tx, new: &NotificationRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO notification (id, account_id, kind, from_id, post_id, created_at, group_key, is_filtered) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 \
         WHERE EXISTS (SELECT 1 FROM member WHERE account_id = $2) \
         AND NOT EXISTS (SELECT 1 FROM block WHERE (account_id = $2 AND target_id = $4) OR (account_id = $4 AND target_id = $2)) \
         AND NOT EXISTS (SELECT 1 FROM mute WHERE account_id = $2 AND target_id = $4 AND hides_notifications = 1 \
         AND (expires_at IS NULL OR expires_at > $6)) \
         AND NOT EXISTS (SELECT 1 FROM hidden_domain h WHERE h.account_id = $2 AND h.host = \
         (SELECT d.host FROM account a JOIN domain d ON d.id = a.domain_id WHERE a.id = $4)) \
         ON CONFLICT (account_id, kind, from_id, post_id) DO NOTHING",
        &[
            &new.id,
            &new.account_id,
            &new.kind,
            &new.from_id,
            &new.post_id,
            &new.created_at,
            &new.group_key,
            &new.is_filtered,
        ],
    )?;
    Ok(added > 0)
}

/// Takes back what was told: a like that was undone.
pub fn withdraw(tx: &mut Tx, account: i64, kind: &str, from: i64, post: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND kind = $2 AND from_id = $3 AND post_id = $4",
        &[&account, &kind, &from, &post],
    )?;
    Ok(())
}

/// Forgets all that one account was told of another.
pub fn forget_between(tx: &mut Tx, account: i64, from: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND from_id = $2",
        &[&account, &from],
    )?;
    Ok(())
}

fn read(row: &crate::Row<'_>) -> Result<NotificationRow> {
    Ok(NotificationRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        kind: row.get(2)?,
        from_id: row.get(3)?,
        post_id: row.get(4)?,
        created_at: row.get(5)?,
        group_key: row.get(6)?,
        is_filtered: row.get(7)?,
    })
}

/// What an account was told of.
pub fn list(conn: &mut Conn, wanted: &Wanted, window: &Window) -> Result<Vec<NotificationRow>> {
    windowed!(
        conn,
        window,
        "SELECT n.id, n.account_id, n.kind, n.from_id, n.post_id, n.created_at, n.group_key, n.is_filtered \
         FROM notification n WHERE n.account_id = $4 AND n.kind IN texts($5) AND ($6 = 0 OR n.from_id = $6) \
         AND ($7 = 1 OR n.is_filtered = 0)",
        "n.id",
        [
            &wanted.account,
            &Texts(wanted.kinds.clone()),
            &wanted.from,
            &wanted.with_filtered
        ],
        read
    )
}

/// One of them.
pub fn find(conn: &mut Conn, account: i64, id: i64) -> Result<Option<NotificationRow>> {
    conn.opt(
        "SELECT id, account_id, kind, from_id, post_id, created_at, group_key, is_filtered FROM notification \
         WHERE account_id = $1 AND id = $2",
        &[&account, &id],
        read,
    )
}

/// Removes one.
pub fn dismiss(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )? > 0)
}

/// Removes all.
pub fn clear(tx: &mut Tx, account: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM notification WHERE account_id = $1",
        &[&account],
    )?;
    Ok(())
}

/// How many are newer than what was read; counts to `most` at most.
pub fn count_unread(conn: &mut Conn, wanted: &Wanted, most: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notification WHERE account_id = $1 AND id > COALESCE((SELECT last_read_id \
         FROM marker WHERE account_id = $1 AND timeline = 'notifications'), 0) AND kind IN texts($3) \
         AND ($4 = 0 OR from_id = $4) AND ($5 = 1 OR is_filtered = 0) LIMIT $2) AS unread",
        &[
            &wanted.account,
            &most,
            &Texts(wanted.kinds.clone()),
            &wanted.from,
            &wanted.with_filtered,
        ],
        |row| row.get(0),
    )
}

/// How far somebody has read a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerRow {
    /// Which feed.
    pub timeline: String,
    /// The newest id that was read.
    pub last_read_id: i64,
    /// Counts the changes.
    pub version: i64,
    /// When.
    pub updated_at: i64,
}

fn read_marker(row: &crate::Row<'_>) -> Result<MarkerRow> {
    Ok(MarkerRow {
        timeline: row.get(0)?,
        last_read_id: row.get(1)?,
        version: row.get(2)?,
        updated_at: row.get(3)?,
    })
}

/// How far somebody has read some feeds.
pub fn markers(conn: &mut Conn, account: i64, timelines: &[&str]) -> Result<Vec<MarkerRow>> {
    conn.all(
        "SELECT timeline, last_read_id, version, updated_at FROM marker WHERE account_id = $1 AND timeline IN texts($2)",
        &[&account, &Texts(timelines.iter().map(|name| (*name).to_owned()).collect())],
        read_marker,
    )
}

/// Moves a marker; it never goes back, so two devices cannot undo each other.
pub fn set_marker(
    tx: &mut Tx,
    account: i64,
    timeline: &str,
    last_read_id: i64,
    now: i64,
) -> Result<MarkerRow> {
    tx.one(
        "INSERT INTO marker (account_id, timeline, last_read_id, version, updated_at) VALUES ($1, $2, $3, 1, $4) \
         ON CONFLICT (account_id, timeline) DO UPDATE SET last_read_id = GREATEST(marker.last_read_id, excluded.last_read_id), \
         version = marker.version + 1, updated_at = excluded.updated_at \
         RETURNING timeline, last_read_id, version, updated_at",
        &[&account, &timeline, &last_read_id, &now],
        read_marker,
    )
}

/// Those who look after the community and are told who joins.
pub fn stewards(conn: &mut Conn) -> Result<Vec<i64>> {
    conn.all(
        "SELECT account_id FROM member WHERE role IN ('owner', 'admin', 'moderator')",
        &[],
        |row| row.get(0),
    )
}
