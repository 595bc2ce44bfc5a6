//! What networks send, and the lane of each peer.

use crate::{Conn, Result, Tx};

/// Something to send: exactly the bytes that were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingRow {
    /// Which network.
    pub network: String,
    /// The journal entry that caused it.
    pub entry_seq: i64,
    /// Its place among what that entry caused.
    pub part: i64,
    /// What the network calls it.
    pub activity_uri: String,
    /// Whose doing it is.
    pub account_id: i64,
    /// For everybody who follows that account.
    pub to_followers: bool,
    /// The bytes.
    pub body: Vec<u8>,
    /// Those addressed one by one: (host, inbox).
    pub targets: Vec<(String, String)>,
}

/// Adds something to send and wakes the lanes of those it is for. Nothing happens when it was added before.
///
/// A lane that was idle jumps to just before this: whoever begins to follow gets what comes, not what was.
pub fn enqueue(tx: &mut Tx, out: &OutgoingRow, now: i64) -> Result<bool> {
    let seq: Option<i64> = tx.opt(
        "INSERT INTO outbox (network, entry_seq, part, activity_uri, account_id, to_followers, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING seq",
        &[
            &out.network,
            &out.entry_seq,
            &out.part,
            &out.activity_uri,
            &out.account_id,
            &out.to_followers,
            &out.body,
            &now,
        ],
        |row| row.get(0),
    )?;
    let Some(seq) = seq else { return Ok(false) };
    for (host, inbox) in &out.targets {
        tx.exec(
            "INSERT INTO outbox_target (outbox_seq, host, inbox) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&seq, host, inbox],
        )?;
    }
    tx.exec(
        "INSERT INTO lane (network, host, position, wanted) \
         SELECT $1, t.host, $2 - 1, $2 FROM (SELECT host FROM outbox_target WHERE outbox_seq = $2 UNION \
         SELECT i.host FROM follow f CROSS JOIN identity i CROSS JOIN account a CROSS JOIN domain d \
         WHERE $3 = 1 AND f.followee_id = $4 AND f.state = 1 AND i.account_id = f.follower_id AND i.network = $1 \
         AND a.id = f.follower_id AND d.id = a.domain_id AND d.is_local = 0) t WHERE 1 = 1 \
         ON CONFLICT (network, host) DO UPDATE SET wanted = GREATEST(lane.wanted, excluded.wanted), \
         position = CASE WHEN lane.wanted <= lane.position THEN excluded.position ELSE lane.position END",
        &[&out.network, &seq, &out.to_followers, &out.account_id],
    )?;
    Ok(true)
}

/// The lane of one peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneRow {
    /// The peer.
    pub host: String,
    /// All up to here is done.
    pub position: i64,
    /// How often in a row it failed.
    pub failures: i64,
}

/// Lanes that have something to do and may, longest waiting first.
pub fn due_lanes(conn: &mut Conn, network: &str, now: i64, limit: i64) -> Result<Vec<LaneRow>> {
    conn.all(
        "SELECT host, position, failures FROM lane WHERE network = $1 AND wanted > position AND retry_at <= $2 \
         ORDER BY retry_at, position LIMIT $3",
        &[&network, &now, &limit],
        |row| Ok(LaneRow { host: row.get(0)?, position: row.get(1)?, failures: row.get(2)? }),
    )
}

/// When the next lane may try again.
pub fn next_retry(conn: &mut Conn, network: &str) -> Result<Option<i64>> {
    conn.one(
        "SELECT MIN(retry_at) FROM lane WHERE network = $1 AND wanted > position",
        &[&network],
        |row| row.get(0),
    )
}

/// How many lanes have something to do, and how many of them failed the last time.
pub fn lanes_waiting(conn: &mut Conn, network: &str) -> Result<(i64, i64)> {
    conn.one(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN failures > 0 THEN 1 ELSE 0 END), 0) FROM lane \
         WHERE network = $1 AND wanted > position",
        &[&network],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A lane that has something to do and failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneTroubleRow {
    /// The peer.
    pub host: String,
    /// How often in a row.
    pub failures: i64,
    /// Why, the last time.
    pub error: String,
    /// When it is tried again.
    pub retry_at: i64,
}

/// Lanes that have something to do and failed, those that wait longest for their next try first.
pub fn lanes_in_trouble(conn: &mut Conn, network: &str, limit: i64) -> Result<Vec<LaneTroubleRow>> {
    conn.all(
        "SELECT host, failures, last_error, retry_at FROM lane WHERE network = $1 AND wanted > position AND failures > 0 \
         ORDER BY retry_at DESC LIMIT $2",
        &[&network, &limit],
        |row| Ok(LaneTroubleRow { host: row.get(0)?, failures: row.get(1)?, error: row.get(2)?, retry_at: row.get(3)? }),
    )
}

/// The next thing for a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingRow {
    /// Its place.
    pub seq: i64,
    /// What the network calls it.
    pub activity_uri: String,
    /// Whose doing it is.
    pub account_id: i64,
    /// For everybody who follows that account.
    pub to_followers: bool,
    /// The bytes.
    pub body: Vec<u8>,
    /// Where they go at this peer, each once.
    pub inboxes: Vec<String>,
}

/// The next thing for a peer after a place. Followers are asked for now, so who stopped following gets nothing more.
pub fn next_in_lane(
    conn: &mut Conn,
    network: &str,
    host: &str,
    position: i64,
) -> Result<Option<SendingRow>> {
    let found = conn.opt(
        "SELECT o.seq, o.activity_uri, o.account_id, o.body, o.to_followers FROM outbox o WHERE o.network = $1 AND o.seq > $3 AND (\
         EXISTS (SELECT 1 FROM outbox_target t WHERE t.outbox_seq = o.seq AND t.host = $2) OR (o.to_followers = 1 AND EXISTS (\
         SELECT 1 FROM identity i JOIN follow f ON f.follower_id = i.account_id \
         WHERE i.host = $2 AND i.network = $1 AND f.followee_id = o.account_id AND f.state = 1))) ORDER BY o.seq LIMIT 1",
        &[&network, &host, &position],
        |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<Vec<u8>>(3)?, row.get::<bool>(4)?)),
    )?;
    let Some((seq, activity_uri, account_id, body, to_followers)) = found else {
        return Ok(None);
    };
    let inboxes = conn.all(
        "SELECT t.inbox FROM outbox_target t WHERE t.outbox_seq = $3 AND t.host = $2 UNION \
         SELECT COALESCE(i.shared_inbox, i.inbox) FROM identity i JOIN follow f ON f.follower_id = i.account_id \
         WHERE $5 = 1 AND i.host = $2 AND i.network = $1 AND f.followee_id = $4 AND f.state = 1 \
         AND COALESCE(i.shared_inbox, i.inbox) IS NOT NULL ORDER BY 1 LIMIT 500",
        &[&network, &host, &seq, &account_id, &to_followers],
        |row| row.get(0),
    )?;
    Ok(Some(SendingRow {
        seq,
        activity_uri,
        account_id,
        to_followers,
        body,
        inboxes,
    }))
}

/// A peer has taken all up to a place.
pub fn lane_done(tx: &mut Tx, network: &str, host: &str, seq: i64) -> Result<()> {
    tx.exec(
        "UPDATE lane SET position = GREATEST(position, $3), failures = 0, retry_at = 0, last_error = '' \
         WHERE network = $1 AND host = $2",
        &[&network, &host, &seq],
    )?;
    Ok(())
}

/// There is nothing for this peer after its place: the lane is up to date with what was wanted of it.
pub fn lane_idle(tx: &mut Tx, network: &str, host: &str, seen_wanted: i64) -> Result<()> {
    tx.exec(
        "UPDATE lane SET position = GREATEST(position, $3) WHERE network = $1 AND host = $2",
        &[&network, &host, &seen_wanted],
    )?;
    Ok(())
}

/// How far a lane is wanted to come.
pub fn lane_wanted(conn: &mut Conn, network: &str, host: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT wanted FROM lane WHERE network = $1 AND host = $2",
        &[&network, &host],
        |row| row.get(0),
    )
}

/// A peer did not take it; try again later.
pub fn lane_failed(
    tx: &mut Tx,
    network: &str,
    host: &str,
    error: &str,
    retry_at: i64,
) -> Result<()> {
    tx.exec(
        "UPDATE lane SET failures = failures + 1, retry_at = $4, last_error = $3 WHERE network = $1 AND host = $2",
        &[&network, &host, &error, &retry_at],
    )?;
    Ok(())
}

/// A peer has not answered for very long: what waits for it is given up, and nothing is tried before `retry_at`.
pub fn lane_given_up(
    tx: &mut Tx,
    network: &str,
    host: &str,
    error: &str,
    retry_at: i64,
) -> Result<()> {
    tx.exec(
        "UPDATE lane SET position = GREATEST(position, wanted), failures = failures + 1, retry_at = $4, last_error = $3 \
         WHERE network = $1 AND host = $2",
        &[&network, &host, &error, &retry_at],
    )?;
    Ok(())
}

/// Forgets what every lane has passed and nobody needs as proof any more.
pub fn prune(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM outbox WHERE created_at < $1 AND seq <= COALESCE((SELECT MIN(position) FROM lane WHERE wanted > position), \
         (SELECT MAX(seq) FROM outbox))",
        &[&before],
    )
}

/// What an adapter noted about a peer, as JSON.
pub fn peer_facts(conn: &mut Conn, network: &str, host: &str) -> Result<Option<String>> {
    conn.opt(
        "SELECT facts FROM peer WHERE network = $1 AND host = $2",
        &[&network, &host],
        |row| row.get(0),
    )
}

/// Notes something about a peer.
pub fn set_peer_facts(tx: &mut Tx, network: &str, host: &str, facts: &str, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO peer (network, host, facts, updated_at) VALUES ($1, $2, $3, $4) ON CONFLICT (network, host) \
         DO UPDATE SET facts = excluded.facts, updated_at = excluded.updated_at",
        &[&network, &host, &facts, &now],
    )?;
    Ok(())
}

/// Whether something was received before.
pub fn received_at(conn: &mut Conn, network: &str, uri: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT received_at FROM received WHERE network = $1 AND uri = $2",
        &[&network, &uri],
        |row| row.get(0),
    )
}

/// Notes that something was received, with its exact bytes. `false` when it was before.
pub fn mark_received(
    tx: &mut Tx,
    network: &str,
    uri: &str,
    account: i64,
    body: &[u8],
    now: i64,
) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO received (network, uri, account_id, body, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        &[&network, &uri, &account, &body, &now],
    )?;
    Ok(added > 0)
}

/// Forgets what was received before a moment.
pub fn forget_received(tx: &mut Tx, before: i64) -> Result<u64> {
    tx.exec("DELETE FROM received WHERE received_at < $1", &[&before])
}
