//! What was deleted stays deleted.

use crate::{Conn, Result, Tx};

/// Remembers that an account deleted what a uri names, though we never had it: a late copy of theirs must not come to life.
pub fn bury(tx: &mut Tx, uri: &str, account: i64, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO buried (uri, account_id, deleted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&uri, &account, &now],
    )?;
    Ok(())
}

/// Whether what this uri named was here and was deleted, or somebody said so: whose it is is not known.
pub fn is_buried(conn: &mut Conn, uri: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE uri = $1) OR EXISTS (SELECT 1 FROM buried WHERE uri = $1)",
        &[&uri],
        |row| row.get(0),
    )
}

/// Whether what this uri named was deleted by this account: nobody can bury what is another's.
pub fn is_buried_for(conn: &mut Conn, uri: &str, account: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE uri = $1 AND (account_id IS NULL OR account_id = $2)) \
         OR EXISTS (SELECT 1 FROM buried WHERE uri = $1 AND account_id = $2)",
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
