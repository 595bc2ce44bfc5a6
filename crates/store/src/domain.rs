//! Servers, by name.

use crate::{Conn, Result, Tx};

/// The id of a server's row, made if it was not known.
///
/// `id` is used only for a new row.
pub fn ensure(tx: &mut Tx, id: i64, host: &str, is_local: bool) -> Result<i64> {
    if let Some(known) = find(tx, host)? {
        return Ok(known);
    }
    tx.exec(
        "INSERT INTO domain (id, host, is_local) VALUES ($1, $2, $3) ON CONFLICT (host) DO NOTHING",
        &[&id, &host, &is_local],
    )?;
    tx.one("SELECT id FROM domain WHERE host = $1", &[&host], |row| {
        row.get(0)
    })
}

/// The id of a server's row.
pub fn find(conn: &mut Conn, host: &str) -> Result<Option<i64>> {
    conn.opt("SELECT id FROM domain WHERE host = $1", &[&host], |row| {
        row.get(0)
    })
}

/// How many other servers are known.
pub fn count_peers(conn: &mut Conn) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM domain WHERE is_local = 0",
        &[],
        |row| row.get(0),
    )
}

/// The names of other servers, by name.
pub fn peers(conn: &mut Conn, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT host FROM domain WHERE is_local = 0 ORDER BY host LIMIT $1",
        &[&limit],
        |row| row.get(0),
    )
}
