//! Servers that are kept out or at a distance, and those that are let in where only some are.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Row, Texts, Tx};

/// A server that is not welcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockRow {
    /// Its id.
    pub id: i64,
    /// The server; what is below it is meant as well.
    pub host: String,
    /// The word of how much.
    pub severity: String,
    /// Its files are not shown.
    pub rejects_media: bool,
    /// Its reports are not heard.
    pub rejects_reports: bool,
    /// Its name is not shown in full.
    pub is_obfuscated: bool,
    /// Why, for everyone.
    pub public_comment: Option<String>,
    /// Why, for staff.
    pub private_comment: Option<String>,
    /// Since when.
    pub created_at: i64,
}

macro_rules! block_columns {
    () => {
        "SELECT b.id, b.host, b.severity, b.rejects_media, b.rejects_reports, b.is_obfuscated, b.public_comment, \
         b.private_comment, b.created_at FROM domain_block b "
    };
}

fn read(row: &Row<'_>) -> Result<BlockRow> {
    Ok(BlockRow {
        id: row.get(0)?,
        host: row.get(1)?,
        severity: row.get(2)?,
        rejects_media: row.get(3)?,
        rejects_reports: row.get(4)?,
        is_obfuscated: row.get(5)?,
        public_comment: row.get(6)?,
        private_comment: row.get(7)?,
        created_at: row.get(8)?,
    })
}

/// Adds a block. `false` when the server has one.
pub fn insert_block(tx: &mut Tx, new: &BlockRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO domain_block (id, host, severity, rejects_media, rejects_reports, is_obfuscated, public_comment, \
         private_comment, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (host) DO NOTHING",
        &[
            &new.id,
            &new.host,
            &new.severity,
            &new.rejects_media,
            &new.rejects_reports,
            &new.is_obfuscated,
            &new.public_comment,
            &new.private_comment,
            &new.created_at,
        ],
    )?;
    Ok(added == 1)
}

/// Changes all of a block but its server. `false` when it is not there.
pub fn update_block(tx: &mut Tx, block: &BlockRow) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE domain_block SET severity = $2, rejects_media = $3, rejects_reports = $4, is_obfuscated = $5, \
         public_comment = $6, private_comment = $7 WHERE id = $1",
        &[
            &block.id,
            &block.severity,
            &block.rejects_media,
            &block.rejects_reports,
            &block.is_obfuscated,
            &block.public_comment,
            &block.private_comment,
        ],
    )?;
    Ok(changed == 1)
}

/// Ends a block.
pub fn delete_block(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM domain_block WHERE id = $1", &[&id])? == 1)
}

/// One block.
pub fn find_block(conn: &mut Conn, id: i64) -> Result<Option<BlockRow>> {
    conn.opt(concat!(block_columns!(), "WHERE b.id = $1"), &[&id], read)
}

/// The block of a server or of what is above it, the nearest first. `names` are the server's name and those above it.
pub fn find_block_of(conn: &mut Conn, names: &[String]) -> Result<Option<BlockRow>> {
    conn.opt(
        concat!(
            block_columns!(),
            "WHERE b.host IN texts($1) ORDER BY LENGTH(b.host) DESC LIMIT 1"
        ),
        &[&Texts(names.to_vec())],
        read,
    )
}

/// Servers whose files are not shown: those kept out, and those of which so was decided.
pub fn hosts_without_media(conn: &mut Conn) -> Result<Vec<String>> {
    conn.all(
        "SELECT host FROM domain_block WHERE severity = 'suspend' OR rejects_media = $1",
        &[&true],
        |row| row.get(0),
    )
}

/// Blocks, newest first.
pub fn blocks(conn: &mut Conn, window: &Window) -> Result<Vec<BlockRow>> {
    windowed!(
        conn,
        window,
        "SELECT b.id, b.host, b.severity, b.rejects_media, b.rejects_reports, b.is_obfuscated, b.public_comment, \
         b.private_comment, b.created_at FROM domain_block b WHERE b.id > 0",
        "b.id",
        [],
        read
    )
}

/// What everyone may know: blocks that do something, by name.
pub fn public_blocks(conn: &mut Conn, limit: i64) -> Result<Vec<BlockRow>> {
    conn.all(
        concat!(
            block_columns!(),
            "WHERE b.severity <> 'noop' ORDER BY b.severity DESC, b.host LIMIT $1"
        ),
        &[&limit],
        read,
    )
}

/// A server that is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowRow {
    /// Its id.
    pub id: i64,
    /// The server.
    pub host: String,
    /// Since when.
    pub created_at: i64,
}

fn read_allow(row: &Row<'_>) -> Result<AllowRow> {
    Ok(AllowRow {
        id: row.get(0)?,
        host: row.get(1)?,
        created_at: row.get(2)?,
    })
}

/// Lets a server in; the same row again when it was.
pub fn allow(tx: &mut Tx, new: &AllowRow) -> Result<AllowRow> {
    tx.exec(
        "INSERT INTO domain_allow (id, host, created_at) VALUES ($1, $2, $3) ON CONFLICT (host) DO NOTHING",
        &[&new.id, &new.host, &new.created_at],
    )?;
    tx.one(
        "SELECT id, host, created_at FROM domain_allow WHERE host = $1",
        &[&new.host],
        read_allow,
    )
}

/// Lets a server in no longer.
pub fn disallow(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM domain_allow WHERE id = $1", &[&id])? == 1)
}

/// One of those let in.
pub fn find_allow(conn: &mut Conn, id: i64) -> Result<Option<AllowRow>> {
    conn.opt(
        "SELECT id, host, created_at FROM domain_allow WHERE id = $1",
        &[&id],
        read_allow,
    )
}

/// Whether a server was let in by name.
pub fn is_allowed(conn: &mut Conn, host: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM domain_allow WHERE host = $1)",
        &[&host],
        |row| row.get(0),
    )
}

/// Those let in, newest first.
pub fn allows(conn: &mut Conn, window: &Window) -> Result<Vec<AllowRow>> {
    windowed!(
        conn,
        window,
        "SELECT w.id, w.host, w.created_at FROM domain_allow w WHERE w.id > 0",
        "w.id",
        [],
        read_allow
    )
}

/// Marks or unmarks, as silenced or suspended, every account of a server and of those below it. An account that was
/// marked by itself, at another moment than the block's, is left as it is.
pub fn mark_accounts(
    tx: &mut Tx,
    host: &str,
    suspends: bool,
    was: Option<i64>,
    at: Option<i64>,
) -> Result<()> {
    let sql = if suspends {
        "UPDATE account SET suspended_at = $4 WHERE COALESCE(suspended_at, 0) = $3 AND domain_id IN \
         (SELECT id FROM domain WHERE is_local = 0 AND (host = $1 OR host LIKE $2 ESCAPE '\\'))"
    } else {
        "UPDATE account SET silenced_at = $4 WHERE COALESCE(silenced_at, 0) = $3 AND domain_id IN \
         (SELECT id FROM domain WHERE is_local = 0 AND (host = $1 OR host LIKE $2 ESCAPE '\\'))"
    };
    let below = format!(
        "%.{}",
        crate::account::starts_with(host).trim_end_matches('%')
    );
    tx.exec(sql, &[&host, &below, &was.unwrap_or(0), &at])?;
    Ok(())
}
