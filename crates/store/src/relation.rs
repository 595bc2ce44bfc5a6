//! Follows, blocks and mutes.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// Asked for, not yet answered.
pub const ASKED: i64 = 0;
/// Accepted.
pub const ACCEPTED: i64 = 1;

/// A follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowRow {
    /// Its id.
    pub id: i64,
    /// Who follows.
    pub follower_id: i64,
    /// Who is followed.
    pub followee_id: i64,
    /// [`ASKED`] or [`ACCEPTED`].
    pub state: i64,
    /// What its network calls it, when it came from there.
    pub uri: Option<String>,
    /// Boosts are shown.
    pub shows_boosts: bool,
    /// Every post is told.
    pub notifies: bool,
    /// Only posts in these languages are shown, as `,en,fr,`; empty for all.
    pub languages: String,
}

/// The follow between two accounts.
pub fn find_follow(conn: &mut Conn, follower: i64, followee: i64) -> Result<Option<FollowRow>> {
    conn.opt(
        "SELECT id, follower_id, followee_id, state, uri, shows_boosts, notifies, languages FROM follow \
         WHERE follower_id = $1 AND followee_id = $2",
        &[&follower, &followee],
        |row| {
            Ok(FollowRow {
                id: row.get(0)?,
                follower_id: row.get(1)?,
                followee_id: row.get(2)?,
                state: row.get(3)?,
                uri: row.get(4)?,
                shows_boosts: row.get(5)?,
                notifies: row.get(6)?,
                languages: row.get(7)?,
            })
        },
    )
}

/// Whom somebody follows, or has asked to, by what their network calls the follow.
pub fn followed_by_uri(conn: &mut Conn, follower: i64, uri: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT followee_id FROM follow WHERE follower_id = $1 AND uri = $2",
        &[&follower, &uri],
        |row| row.get(0),
    )
}

/// Whether anybody of this community follows an account.
pub fn has_followers_here(conn: &mut Conn, followee: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM follow f JOIN member m ON m.account_id = f.follower_id \
         WHERE f.followee_id = $1 AND f.state = 1)",
        &[&followee],
        |row| row.get(0),
    )
}

/// Who of one peer follows an account, at most `limit` of them, by account: (account, what the network calls it). Those of
/// the peer are gone through, and not all who follow: a post is told to every peer, each with its own.
pub fn followers_at(
    conn: &mut Conn,
    network: &str,
    followee: i64,
    host: &str,
    limit: i64,
) -> Result<Vec<(i64, String)>> {
    conn.all(
        "SELECT i.account_id, i.uri FROM identity i CROSS JOIN follow f WHERE i.host = $3 AND i.network = $1 \
         AND f.follower_id = i.account_id AND f.followee_id = $2 AND f.state = 1 ORDER BY i.account_id LIMIT $4",
        &[&network, &followee, &host, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Whoever follows the one account follows the other from now on, and nobody twice.
pub fn move_followers(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET following_count = GREATEST(0, following_count - 1) WHERE id IN (SELECT follower_id FROM follow \
         WHERE followee_id = $1 AND state = 1 AND (follower_id = $2 OR follower_id IN \
         (SELECT f.follower_id FROM follow f WHERE f.followee_id = $2)))",
        &[&from, &to],
    )?;
    tx.exec(
        "DELETE FROM follow WHERE followee_id = $1 AND (follower_id = $2 OR follower_id IN \
         (SELECT f.follower_id FROM follow f WHERE f.followee_id = $2))",
        &[&from, &to],
    )?;
    tx.exec(
        "UPDATE follow SET followee_id = $2 WHERE followee_id = $1",
        &[&from, &to],
    )?;
    for account in [from, to] {
        tx.exec(
            "UPDATE account SET followers_count = (SELECT COUNT(*) FROM follow WHERE followee_id = $1 AND state = 1) \
             WHERE id = $1",
            &[&account],
        )?;
    }
    Ok(())
}

/// Adds a follow. `false` when there was one, which then only gets the new options.
pub fn insert_follow(tx: &mut Tx, new: &FollowRow, now: i64) -> Result<bool> {
    if find_follow(tx, new.follower_id, new.followee_id)?.is_some() {
        tx.exec(
            "UPDATE follow SET shows_boosts = $3, notifies = $4, uri = COALESCE($5, uri), languages = $6 \
             WHERE follower_id = $1 AND followee_id = $2",
            &[
                &new.follower_id,
                &new.followee_id,
                &new.shows_boosts,
                &new.notifies,
                &new.uri,
                &new.languages,
            ],
        )?;
        return Ok(false);
    }
    let added = tx.exec(
        "INSERT INTO follow (id, follower_id, followee_id, state, uri, shows_boosts, notifies, created_at, languages) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &new.follower_id,
            &new.followee_id,
            &new.state,
            &new.uri,
            &new.shows_boosts,
            &new.notifies,
            &now,
            &new.languages,
        ],
    )?;
    if added > 0 && new.state == ACCEPTED {
        crate::account::count_follow(tx, new.follower_id, new.followee_id, 1)?;
    }
    Ok(added > 0)
}

/// Accepts a follow that was asked for. `false` when there was none waiting.
pub fn accept_follow(tx: &mut Tx, follower: i64, followee: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE follow SET state = 1 WHERE follower_id = $1 AND followee_id = $2 AND state = 0",
        &[&follower, &followee],
    )?;
    if changed > 0 {
        crate::account::count_follow(tx, follower, followee, 1)?;
    }
    Ok(changed > 0)
}

/// Ends a follow or takes the question back, and with it what only those can do who follow: lists, endorsements.
/// What there was comes back.
pub fn delete_follow(tx: &mut Tx, follower: i64, followee: i64) -> Result<Option<FollowRow>> {
    let Some(was) = find_follow(tx, follower, followee)? else {
        return Ok(None);
    };
    let gone = tx.exec(
        "DELETE FROM follow WHERE follower_id = $1 AND followee_id = $2",
        &[&follower, &followee],
    )?;
    if gone == 0 {
        return Ok(None);
    }
    crate::list::forget_member(tx, follower, followee)?;
    tx.exec(
        "DELETE FROM endorsement WHERE account_id = $1 AND target_id = $2",
        &[&follower, &followee],
    )?;
    if was.state == ACCEPTED {
        crate::account::count_follow(tx, follower, followee, -1)?;
    }
    Ok(Some(was))
}

/// Those who ask to follow an account: (follow, account).
pub fn requests(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT f.id, f.follower_id FROM follow f WHERE f.followee_id = $4 AND f.state = 0",
        "f.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// How many ask to follow an account.
pub fn count_requests(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM follow WHERE followee_id = $1 AND state = 0",
        &[&account],
        |row| row.get(0),
    )
}

/// Followers who want to be told of each post.
pub fn told_of_posts(conn: &mut Conn, account: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT follower_id FROM follow WHERE followee_id = $1 AND state = 1 AND notifies = 1",
        &[&account],
        |row| row.get(0),
    )
}

/// Adds a block. `false` when it was there.
pub fn insert_block(
    tx: &mut Tx,
    id: i64,
    account: i64,
    target: i64,
    uri: Option<&str>,
) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO block (id, account_id, target_id, uri) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&id, &account, &target, &uri],
    )?;
    Ok(added > 0)
}

/// Ends a block. Its id, when there was one.
pub fn delete_block(tx: &mut Tx, account: i64, target: i64) -> Result<Option<i64>> {
    tx.opt(
        "DELETE FROM block WHERE account_id = $1 AND target_id = $2 RETURNING id",
        &[&account, &target],
        |row| row.get(0),
    )
}

/// Whom an account blocks, by what its network calls the block.
pub fn blocked_by_uri(conn: &mut Conn, account: i64, uri: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT target_id FROM block WHERE account_id = $1 AND uri = $2",
        &[&account, &uri],
        |row| row.get(0),
    )
}

/// Whether either of two accounts blocks the other.
pub fn is_blocked_either_way(conn: &mut Conn, one: i64, other: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM block WHERE (account_id = $1 AND target_id = $2) OR (account_id = $2 AND target_id = $1))",
        &[&one, &other],
        |row| row.get(0),
    )
}

/// Whom an account blocks: (block, account).
pub fn blocked(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT b.id, b.target_id FROM block b WHERE b.account_id = $4",
        "b.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// Adds or changes a mute.
pub fn upsert_mute(
    tx: &mut Tx,
    id: i64,
    account: i64,
    target: i64,
    hides_notifications: bool,
    expires_at: Option<i64>,
) -> Result<()> {
    tx.exec(
        "INSERT INTO mute (id, account_id, target_id, hides_notifications, expires_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id, target_id) DO UPDATE SET hides_notifications = excluded.hides_notifications, \
         expires_at = excluded.expires_at",
        &[&id, &account, &target, &hides_notifications, &expires_at],
    )?;
    Ok(())
}

/// Ends a mute.
pub fn delete_mute(tx: &mut Tx, account: i64, target: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM mute WHERE account_id = $1 AND target_id = $2",
        &[&account, &target],
    )? > 0)
}

/// Whom an account mutes: (mute, account).
pub fn muted(conn: &mut Conn, account: i64, now: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT m.id, m.target_id FROM mute m WHERE m.account_id = $4 AND (m.expires_at IS NULL OR m.expires_at > $5)",
        "m.id",
        [&account, &now],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// The viewer's follow of another account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowedRow {
    /// [`ASKED`] or [`ACCEPTED`].
    pub state: i64,
    /// Boosts are shown.
    pub shows_boosts: bool,
    /// Every post is told.
    pub notifies: bool,
    /// Only posts in these languages are shown, as `,en,fr,`; empty for all.
    pub languages: String,
}

/// What is between a viewer and another account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationRow {
    /// The other account.
    pub id: i64,
    /// The viewer's follow.
    pub follows: Option<FollowedRow>,
    /// The state of their follow.
    pub followed_by: Option<i64>,
    /// The viewer blocks them.
    pub blocking: bool,
    /// They block the viewer.
    pub blocked_by: bool,
    /// The viewer mutes them: notifications too, until when.
    pub mutes: Option<(bool, Option<i64>)>,
    /// The viewer does not want to see their server.
    pub hides_domain: bool,
    /// The viewer shows them on the own profile.
    pub endorses: bool,
    /// What the viewer notes about them.
    pub note: Option<String>,
}

/// What is between a viewer and other accounts.
pub fn between(conn: &mut Conn, viewer: i64, others: &[i64], now: i64) -> Result<Vec<RelationRow>> {
    conn.all(
        "SELECT a.id, f.state, f.shows_boosts, f.notifies, g.state, \
         EXISTS (SELECT 1 FROM block b WHERE b.account_id = $1 AND b.target_id = a.id), \
         EXISTS (SELECT 1 FROM block b WHERE b.account_id = a.id AND b.target_id = $1), \
         m.hides_notifications, m.expires_at, f.languages, \
         EXISTS (SELECT 1 FROM hidden_domain h JOIN domain d ON d.host = h.host WHERE h.account_id = $1 AND d.id = a.domain_id), \
         EXISTS (SELECT 1 FROM endorsement e WHERE e.account_id = $1 AND e.target_id = a.id), n.comment \
         FROM account a LEFT JOIN follow f ON f.follower_id = $1 AND f.followee_id = a.id \
         LEFT JOIN follow g ON g.follower_id = a.id AND g.followee_id = $1 \
         LEFT JOIN mute m ON m.account_id = $1 AND m.target_id = a.id AND (m.expires_at IS NULL OR m.expires_at > $3) \
         LEFT JOIN account_note n ON n.account_id = $1 AND n.target_id = a.id \
         WHERE a.id IN ids($2)",
        &[&viewer, &Ids(others.to_vec()), &now],
        read_relation,
    )
}

fn read_relation(row: &Row<'_>) -> Result<RelationRow> {
    let state: Option<i64> = row.get(1)?;
    let hides: Option<bool> = row.get(7)?;
    Ok(RelationRow {
        id: row.get(0)?,
        follows: match state {
            Some(state) => Some(FollowedRow {
                state,
                shows_boosts: row.get(2)?,
                notifies: row.get(3)?,
                languages: row.get(9)?,
            }),
            None => None,
        },
        followed_by: row.get(4)?,
        blocking: row.get(5)?,
        blocked_by: row.get(6)?,
        mutes: match hides {
            Some(hides) => Some((hides, row.get(8)?)),
            None => None,
        },
        hides_domain: row.get(10)?,
        endorses: row.get(11)?,
        note: row.get(12)?,
    })
}

/// Whom an account reaches: followers here, followers elsewhere, and on how many servers those are.
pub fn reach(conn: &mut Conn, account: i64) -> Result<(i64, i64, i64)> {
    conn.one(
        "SELECT COUNT(CASE WHEN d.is_local = 1 THEN 1 END), COUNT(CASE WHEN d.is_local = 0 THEN 1 END), \
         COUNT(DISTINCT CASE WHEN d.is_local = 0 THEN d.id END) FROM follow f JOIN account a ON a.id = f.follower_id \
         JOIN domain d ON d.id = a.domain_id WHERE f.followee_id = $1 AND f.state = 1",
        &[&account],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
