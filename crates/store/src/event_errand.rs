//! Signed events that are to be brought to servers elsewhere, and how it stands with those.

use crate::{Conn, Result, Tx};

/// How it stands with a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostRow {
    /// Its address.
    pub host: String,
    /// How often in a row it did not answer.
    pub failures: i64,
    /// When it is tried again.
    pub again_at: i64,
    /// Up to which second what it has was read.
    pub heard_until: i64,
}

/// Notes that an event is to be brought somewhere. Once is enough.
pub fn add(tx: &mut Tx, host: &str, event_id: &[u8], body: &str, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO event_errand (host, event_id, body, queued_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&host, &event_id, &body, &now],
    )?;
    Ok(())
}

/// Servers that something is to be brought to, and that may be tried again.
pub fn due_hosts(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT DISTINCT e.host FROM event_errand e WHERE NOT EXISTS \
         (SELECT 1 FROM event_host h WHERE h.host = e.host AND h.again_at > $1) ORDER BY e.host LIMIT $2",
        &[&now, &limit],
        |row| row.get(0),
    )
}

/// What is to be brought to a server, the oldest first: ids and bodies.
pub fn due(conn: &mut Conn, host: &str, limit: i64) -> Result<Vec<(Vec<u8>, String)>> {
    conn.all(
        "SELECT event_id, body FROM event_errand WHERE host = $1 ORDER BY queued_at, event_id LIMIT $2",
        &[&host, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// It was brought, or will not be.
pub fn done(tx: &mut Tx, host: &str, event_id: &[u8]) -> Result<()> {
    tx.exec(
        "DELETE FROM event_errand WHERE host = $1 AND event_id = $2",
        &[&host, &event_id],
    )?;
    Ok(())
}

/// Forgets what could not be brought since a moment.
pub fn forget(tx: &mut Tx, before: i64) -> Result<()> {
    tx.exec("DELETE FROM event_errand WHERE queued_at < $1", &[&before])?;
    Ok(())
}

/// How it stands with a server; nothing is known of it when it was never tried.
pub fn find_host(conn: &mut Conn, host: &str) -> Result<Option<HostRow>> {
    conn.opt(
        "SELECT host, failures, again_at, heard_until FROM event_host WHERE host = $1",
        &[&host],
        |row| {
            Ok(HostRow {
                host: row.get(0)?,
                failures: row.get(1)?,
                again_at: row.get(2)?,
                heard_until: row.get(3)?,
            })
        },
    )
}

/// Notes how it stands with a server.
pub fn note_host(tx: &mut Tx, row: &HostRow) -> Result<()> {
    tx.exec(
        "INSERT INTO event_host (host, failures, again_at, heard_until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (host) DO UPDATE SET failures = excluded.failures, again_at = excluded.again_at, \
         heard_until = excluded.heard_until",
        &[&row.host, &row.failures, &row.again_at, &row.heard_until],
    )?;
    Ok(())
}
