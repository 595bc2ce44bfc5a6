//! What was deleted stays deleted.

use crate::{Conn, Result, Tx};

/// Remembers a uri as deleted though we never had it: a late copy must not come to life.
pub fn bury(tx: &mut Tx, uri: &str, account: i64, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO tombstone (uri, account_id, deleted_at) VALUES ($1, $2, $3) ON CONFLICT (uri) DO NOTHING",
        &[&uri, &account, &now],
    )?;
    Ok(())
}

/// Whether what this uri named was deleted.
pub fn is_buried(conn: &mut Conn, uri: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE uri = $1)",
        &[&uri],
        |row| row.get(0),
    )
}

/// Whether what this uri named was deleted by this account: nobody can bury what is another's.
pub fn is_buried_for(conn: &mut Conn, uri: &str, account: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE uri = $1 AND (account_id IS NULL OR account_id = $2))",
        &[&uri, &account],
        |row| row.get(0),
    )
}

/// The post with this id was here and is not any more.
pub fn is_buried_id(conn: &mut Conn, id: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE post_id = $1)",
        &[&id],
        |row| row.get(0),
    )
}
