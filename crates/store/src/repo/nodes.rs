//! The nodes of their trees, and blocks of both kinds.

use crate::{Conn, Result, Tx};

/// The bytes of a node.
pub fn node(conn: &mut Conn, account: i64, cid: &[u8]) -> Result<Option<Vec<u8>>> {
    conn.opt(
        "SELECT body FROM repo_node WHERE account_id = $1 AND cid = $2",
        &[&account, &cid.to_vec()],
        |row| row.get(0),
    )
}

/// Keeps a node.
pub fn put_node(tx: &mut Tx, account: i64, cid: &[u8], body: &[u8], rev: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO repo_node (account_id, cid, body, rev) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[&account, &cid.to_vec(), &body.to_vec(), &rev],
    )?;
    Ok(())
}

/// Takes a node away.
pub fn delete_node(tx: &mut Tx, account: i64, cid: &[u8]) -> Result<()> {
    tx.exec(
        "DELETE FROM repo_node WHERE account_id = $1 AND cid = $2",
        &[&account, &cid.to_vec()],
    )?;
    Ok(())
}

/// Blocks that were written after a commit, by name: nodes and records, `limit` at most, those after `cursor`.
pub fn blocks_after(
    conn: &mut Conn,
    account: i64,
    rev: &str,
    cursor: &[u8],
    limit: i64,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    conn.all(
        "SELECT cid, body FROM (SELECT cid, body FROM repo_node WHERE account_id = $1 AND rev > $2 AND cid > $3 \
         UNION SELECT cid, body FROM repo_record WHERE account_id = $1 AND rev > $2 AND cid > $3) b \
         ORDER BY cid LIMIT $4",
        &[&account, &rev, &cursor.to_vec(), &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A block of a repository's newest commit: a node or a record.
pub fn block(conn: &mut Conn, account: i64, cid: &[u8]) -> Result<Option<Vec<u8>>> {
    conn.opt(
        "SELECT body FROM repo_node WHERE account_id = $1 AND cid = $2 \
         UNION ALL SELECT body FROM repo_record WHERE account_id = $1 AND cid = $2 LIMIT 1",
        &[&account, &cid.to_vec()],
        |row| row.get(0),
    )
}
