//! Files of other servers that are kept for a while.

use crate::{Conn, Result, Row, Texts, Tx};

/// The name under which all servers are counted together.
pub const ALL: &str = "";

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FarRow {
    /// What of which address.
    pub key: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// How large it is.
    pub bytes: i64,
    /// The server it is from.
    pub host: String,
    /// When somebody last looked at it, roughly.
    pub last_used_at: i64,
}

/// What is kept of a server, or what has changed about that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FarCount {
    /// The server; [`ALL`] for all together.
    pub host: String,
    /// How many files are kept.
    pub files: i64,
    /// How large they are.
    pub bytes: i64,
    /// How often what was asked for was there.
    pub hits: i64,
    /// How often it had to be fetched.
    pub misses: i64,
    /// How often it could not be.
    pub failures: i64,
}

fn read(row: &Row<'_>) -> Result<FarRow> {
    Ok(FarRow {
        key: row.get(0)?,
        digest: row.get(1)?,
        media_type: row.get(2)?,
        bytes: row.get(3)?,
        host: row.get(4)?,
        last_used_at: row.get(5)?,
    })
}

fn read_count(row: &Row<'_>) -> Result<FarCount> {
    Ok(FarCount {
        host: row.get(0)?,
        files: row.get(1)?,
        bytes: row.get(2)?,
        hits: row.get(3)?,
        misses: row.get(4)?,
        failures: row.get(5)?,
    })
}

/// The file under a key.
pub fn find(conn: &mut Conn, key: &str) -> Result<Option<FarRow>> {
    conn.opt(
        "SELECT key, digest, media_type, bytes, host, last_used_at FROM far_file WHERE key = $1",
        &[&key],
        read,
    )
}

/// Keeps a file, in the place of one with the same key.
pub fn insert(tx: &mut Tx, row: &FarRow) -> Result<()> {
    remove(tx, std::slice::from_ref(&row.key))?;
    tx.exec(
        "INSERT INTO far_file (key, digest, media_type, bytes, host, last_used_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &row.key,
            &row.digest,
            &row.media_type,
            &row.bytes,
            &row.host,
            &row.last_used_at,
        ],
    )?;
    let more = FarCount {
        host: row.host.clone(),
        files: 1,
        bytes: row.bytes,
        ..FarCount::default()
    };
    count(tx, &more)
}

/// Keeps some files no longer.
pub fn remove(tx: &mut Tx, keys: &[String]) -> Result<()> {
    for key in keys {
        let gone = tx.opt(
            "DELETE FROM far_file WHERE key = $1 RETURNING host, bytes",
            &[key],
            |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)),
        )?;
        if let Some((host, bytes)) = gone {
            let less = FarCount {
                host,
                files: -1,
                bytes: -bytes,
                ..FarCount::default()
            };
            count(tx, &less)?;
        }
    }
    Ok(())
}

/// Adds to what is counted of a server, and of all.
pub fn count(tx: &mut Tx, more: &FarCount) -> Result<()> {
    for host in [more.host.as_str(), ALL] {
        tx.exec(
            "INSERT INTO far_host (host, files, bytes, hits, misses, failures) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (host) DO UPDATE SET files = far_host.files + excluded.files, \
             bytes = far_host.bytes + excluded.bytes, hits = far_host.hits + excluded.hits, \
             misses = far_host.misses + excluded.misses, failures = far_host.failures + excluded.failures",
            &[
                &host,
                &more.files,
                &more.bytes,
                &more.hits,
                &more.misses,
                &more.failures,
            ],
        )?;
    }
    Ok(())
}

/// Files that nobody has looked at for the longest time.
pub fn oldest(conn: &mut Conn, limit: i64) -> Result<Vec<FarRow>> {
    conn.all(
        "SELECT key, digest, media_type, bytes, host, last_used_at FROM far_file ORDER BY last_used_at LIMIT $1",
        &[&limit],
        read,
    )
}

/// Files of a server.
pub fn of_host(conn: &mut Conn, host: &str, limit: i64) -> Result<Vec<FarRow>> {
    conn.all(
        "SELECT key, digest, media_type, bytes, host, last_used_at FROM far_file WHERE host = $1 LIMIT $2",
        &[&host, &limit],
        read,
    )
}

/// Of some digests, those that files beside `but` have.
pub fn digests_in_use(conn: &mut Conn, digests: &[String], but: &[String]) -> Result<Vec<String>> {
    conn.all(
        "SELECT DISTINCT digest FROM far_file WHERE digest IN texts($1) AND NOT key IN texts($2)",
        &[&Texts(digests.to_vec()), &Texts(but.to_vec())],
        |row| row.get(0),
    )
}

/// Notes that files were looked at.
pub fn touch(tx: &mut Tx, keys: &[String], now: i64) -> Result<()> {
    tx.exec(
        "UPDATE far_file SET last_used_at = $1 WHERE key IN texts($2)",
        &[&now, &Texts(keys.to_vec())],
    )?;
    Ok(())
}

/// What is kept of a server; of all together under [`ALL`].
pub fn kept_of(conn: &mut Conn, host: &str) -> Result<FarCount> {
    let found = conn.opt(
        "SELECT host, files, bytes, hits, misses, failures FROM far_host WHERE host = $1",
        &[&host],
        read_count,
    )?;
    Ok(found.unwrap_or_default())
}

/// The servers of which most is kept.
pub fn largest(conn: &mut Conn, limit: i64) -> Result<Vec<FarCount>> {
    conn.all(
        "SELECT host, files, bytes, hits, misses, failures FROM far_host WHERE host <> '' \
         ORDER BY bytes DESC LIMIT $1",
        &[&limit],
        read_count,
    )
}
