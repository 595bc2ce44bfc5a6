//! Finding people: whom somebody shows on their profile, the directory, suggestions, familiar followers.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Tx};

/// Shows somebody on a profile. `false` when they were shown.
pub fn endorse(tx: &mut Tx, id: i64, account: i64, target: i64) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO endorsement (id, account_id, target_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &account, &target],
    )? > 0)
}

/// Takes somebody off a profile.
pub fn unendorse(tx: &mut Tx, account: i64, target: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM endorsement WHERE account_id = $1 AND target_id = $2",
        &[&account, &target],
    )?;
    Ok(())
}

/// Whom somebody shows on their profile: (endorsement, account).
pub fn endorsed(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, i64)>> {
    windowed!(
        conn,
        window,
        "SELECT e.id, e.target_id FROM endorsement e WHERE e.account_id = $4",
        "e.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

macro_rules! listed {
    () => {
        "SELECT a.id FROM account a JOIN domain d ON d.id = a.domain_id WHERE a.is_discoverable = 1 \
         AND a.suspended_at IS NULL AND a.away_at IS NULL AND a.moved_to_id IS NULL AND a.kind <> 'server' AND a.last_post_at IS NOT NULL \
         AND ($2 = 0 OR d.is_local = 1) \
         AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id AND m.state = 'pending') \
         AND NOT EXISTS (SELECT 1 FROM block b WHERE b.account_id = $1 AND b.target_id = a.id) \
         AND NOT EXISTS (SELECT 1 FROM block b WHERE b.account_id = a.id AND b.target_id = $1) \
         AND NOT EXISTS (SELECT 1 FROM hidden_domain h WHERE h.account_id = $1 AND h.host = d.host) \
         AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.account_id = $1 AND m.target_id = a.id \
         AND (m.expires_at IS NULL OR m.expires_at > $3)) "
    };
}

/// In which order the directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Who posted last.
    Active,
    /// Who is newest here.
    New,
}

/// Those who want to be found and have something to show. `viewer` is 0 for nobody: they do not find whom they block
/// or mute, nor who blocks them.
pub fn directory(
    conn: &mut Conn,
    viewer: i64,
    order: Order,
    only_local: bool,
    now: i64,
    (limit, offset): (i64, i64),
) -> Result<Vec<i64>> {
    let sql = match order {
        Order::Active => concat!(
            listed!(),
            "ORDER BY a.last_post_at DESC, a.id DESC LIMIT $4 OFFSET $5"
        ),
        Order::New => concat!(
            listed!(),
            "ORDER BY a.created_at DESC, a.id DESC LIMIT $4 OFFSET $5"
        ),
    };
    conn.all(sql, &[&viewer, &only_local, &now, &limit, &offset], |row| {
        row.get(0)
    })
}

/// For each of some accounts, who of those `viewer` follows also follows it: (account, follower). Who hides whom they
/// follow is left out by the caller.
pub fn familiar(
    conn: &mut Conn,
    viewer: i64,
    accounts: &[i64],
    limit: i64,
) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT g.followee_id, g.follower_id FROM follow g JOIN follow f ON f.followee_id = g.follower_id \
         WHERE g.followee_id IN ids($2) AND g.state = 1 AND f.follower_id = $1 AND f.state = 1 \
         ORDER BY g.followee_id, g.id DESC LIMIT $3",
        &[&viewer, &Ids(accounts.to_vec()), &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Whom somebody may like to follow: (account, how many of those they follow do). Friends of friends first, then those
/// whom many here follow. Nobody who is followed, asked, blocked, muted, declined, or does not want to be recommended.
pub fn suggestions(conn: &mut Conn, viewer: i64, now: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT a.id, (SELECT COUNT(*) FROM follow g JOIN follow f ON f.followee_id = g.follower_id \
         WHERE g.followee_id = a.id AND g.state = 1 AND f.follower_id = $1 AND f.state = 1) AS friends \
         FROM account a WHERE a.id IN (SELECT c.id FROM (SELECT g.followee_id AS id FROM follow f JOIN follow g \
         ON g.follower_id = f.followee_id WHERE f.follower_id = $1 AND f.state = 1 AND g.state = 1 LIMIT 20000) AS c \
         UNION SELECT b.id FROM (SELECT a.id FROM account a JOIN member m ON m.account_id = a.id \
         WHERE a.is_discoverable = 1 AND m.state = 'active' ORDER BY a.followers_count DESC, a.id LIMIT 500) AS b) \
         AND a.id <> $1 AND a.is_discoverable = 1 AND a.suspended_at IS NULL AND a.away_at IS NULL AND a.moved_to_id IS NULL AND a.kind <> 'server' \
         AND NOT EXISTS (SELECT 1 FROM member m WHERE m.account_id = a.id AND m.state = 'pending') \
         AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $1 AND f.followee_id = a.id) \
         AND NOT EXISTS (SELECT 1 FROM block b WHERE b.account_id = $1 AND b.target_id = a.id) \
         AND NOT EXISTS (SELECT 1 FROM block b WHERE b.account_id = a.id AND b.target_id = $1) \
         AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.account_id = $1 AND m.target_id = a.id \
         AND (m.expires_at IS NULL OR m.expires_at > $2)) \
         AND NOT EXISTS (SELECT 1 FROM declined_suggestion s WHERE s.account_id = $1 AND s.target_id = a.id) \
         AND NOT EXISTS (SELECT 1 FROM hidden_domain h JOIN domain d ON d.host = h.host WHERE h.account_id = $1 AND d.id = a.domain_id) \
         ORDER BY friends DESC, a.followers_count DESC, a.id LIMIT $3",
        &[&viewer, &now, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Does not suggest somebody any more.
pub fn decline(tx: &mut Tx, account: i64, target: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO declined_suggestion (account_id, target_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&account, &target],
    )?;
    Ok(())
}
