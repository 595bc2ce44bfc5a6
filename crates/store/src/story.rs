//! Pictures and videos that followers can look at for a day.

use crate::{Conn, Result, Row, Tx};

/// A story.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoryRow {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// `local`, or the network it came from.
    pub origin: String,
    /// What networks call it.
    pub uri: String,
    /// What is written on it, as typed.
    pub text: String,
    /// JSON: `model::Media`.
    pub media: String,
    /// How long it stays on the screen.
    pub seconds: i64,
    /// What a server must say to get one of ours; empty for those of others.
    pub token: String,
    /// Since when it is there.
    pub created_at: i64,
    /// From when on it is not.
    pub expires_at: i64,
}

/// A story, and what one viewer is to it and its owner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenStory {
    /// The story.
    pub row: StoryRow,
    /// Follows the owner, accepted.
    pub is_follower: bool,
    /// The owner blocks the viewer.
    pub author_blocks: bool,
    /// The viewer blocks the owner.
    pub viewer_blocks: bool,
    /// The owner is suspended.
    pub author_hidden: bool,
    /// The viewer has looked at it.
    pub seen: bool,
    /// How many have.
    pub views: i64,
}

fn read(row: &Row<'_>) -> Result<SeenStory> {
    Ok(SeenStory {
        row: StoryRow {
            id: row.get(0)?,
            account_id: row.get(1)?,
            origin: row.get(2)?,
            uri: row.get(3)?,
            text: row.get(4)?,
            media: row.get(5)?,
            seconds: row.get(6)?,
            token: row.get(7)?,
            created_at: row.get(8)?,
            expires_at: row.get(9)?,
        },
        is_follower: row.get(10)?,
        author_blocks: row.get(11)?,
        viewer_blocks: row.get(12)?,
        author_hidden: row.get(13)?,
        seen: row.get(14)?,
        views: row.get(15)?,
    })
}

/// `$1` is the viewer, 0 for nobody.
macro_rules! load {
    () => {
        "SELECT s.id, s.account_id, s.origin, s.uri, s.text, s.media, s.seconds, s.token, s.created_at, \
    s.expires_at, \
    EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $1 AND f.followee_id = s.account_id AND f.state = 1), \
    EXISTS (SELECT 1 FROM block b WHERE b.account_id = s.account_id AND b.target_id = $1), \
    EXISTS (SELECT 1 FROM block b WHERE b.account_id = $1 AND b.target_id = s.account_id), \
    a.suspended_at IS NOT NULL OR a.away_at IS NOT NULL, \
    EXISTS (SELECT 1 FROM story_view v WHERE v.story_id = s.id AND v.account_id = $1), \
    (SELECT COUNT(*) FROM story_view v WHERE v.story_id = s.id) \
    FROM story s JOIN account a ON a.id = s.account_id "
    };
}

/// Adds a story. [`Error::Conflict`](crate::Error::Conflict) when its uri is known.
pub fn insert(tx: &mut Tx, new: &StoryRow) -> Result<()> {
    tx.exec(
        "INSERT INTO story (id, account_id, origin, uri, text, media, seconds, token, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &new.id,
            &new.account_id,
            &new.origin,
            &new.uri,
            &new.text,
            &new.media,
            &new.seconds,
            &new.token,
            &new.created_at,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// One story that is there at this moment.
pub fn find(conn: &mut Conn, viewer: i64, id: i64, now: i64) -> Result<Option<SeenStory>> {
    conn.opt(
        concat!(load!(), "WHERE s.id = $2 AND s.expires_at > $3"),
        &[&viewer, &id, &now],
        read,
    )
}

/// The stories that one account has at this moment, oldest first.
pub fn of_account(conn: &mut Conn, viewer: i64, owner: i64, now: i64) -> Result<Vec<SeenStory>> {
    conn.all(
        concat!(
            load!(),
            "WHERE s.account_id = $2 AND s.expires_at > $3 ORDER BY s.id LIMIT 200"
        ),
        &[&viewer, &owner, &now],
        read,
    )
}

/// The stories of those whom somebody follows and does not mute, oldest first, `limit` at most of the newest.
pub fn of_followed(conn: &mut Conn, viewer: i64, now: i64, limit: i64) -> Result<Vec<SeenStory>> {
    let mut found = conn.all(
        concat!(
            load!(),
            "WHERE s.expires_at > $2 \
             AND s.account_id IN (SELECT f.followee_id FROM follow f WHERE f.follower_id = $1 AND f.state = 1) \
             AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.account_id = $1 AND m.target_id = s.account_id \
             AND (m.expires_at IS NULL OR m.expires_at > $2)) \
             AND NOT EXISTS (SELECT 1 FROM hidden_domain h WHERE h.account_id = $1 \
             AND h.host = (SELECT d.host FROM domain d WHERE d.id = a.domain_id)) \
             ORDER BY s.id DESC LIMIT $3",
        ),
        &[&viewer, &now, &limit],
        read,
    )?;
    found.reverse();
    Ok(found)
}

/// How many stories an account has at this moment.
pub fn count(conn: &mut Conn, owner: i64, now: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM story WHERE account_id = $1 AND expires_at > $2",
        &[&owner, &now],
        |row| row.get(0),
    )
}

/// Whose story has this uri: (id, owner).
pub fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<(i64, i64)>> {
    conn.opt(
        "SELECT id, account_id FROM story WHERE uri = $1",
        &[&uri],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Stories whose time is over, `limit` at most: (id, owner, origin, uri).
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<(i64, i64, String, String)>> {
    conn.all(
        "SELECT id, account_id, origin, uri FROM story WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2",
        &[&now, &limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}

/// Removes a story. `false` when there was none.
pub fn delete(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM story WHERE id = $1", &[&id])? > 0)
}

/// Notes that somebody has looked at a story.
pub fn mark_seen(tx: &mut Tx, id: i64, viewer: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO story_view (story_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&id, &viewer],
    )?;
    Ok(())
}
