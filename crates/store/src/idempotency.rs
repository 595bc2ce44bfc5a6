//! A request that is repeated with its key is done once.

use crate::{Conn, Result, Tx};

/// The post that an earlier request with this key made.
pub fn find(conn: &mut Conn, account: i64, key: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT post_id FROM idempotency WHERE account_id = $1 AND key = $2",
        &[&account, &key],
        |row| row.get(0),
    )
}

/// Remembers which post a key makes. `false` when it has made one already.
pub fn remember(tx: &mut Tx, account: i64, key: &str, post: i64, now: i64) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO idempotency (account_id, key, post_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&account, &key, &post, &now],
    )?;
    Ok(added > 0)
}

/// Forgets keys older than `before`.
pub fn forget(tx: &mut Tx, before: i64) -> Result<()> {
    tx.exec("DELETE FROM idempotency WHERE created_at < $1", &[&before])?;
    Ok(())
}
