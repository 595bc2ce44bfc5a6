//! Accounts that moved: where to, when, and who follows them still. And those that one may move from.

use crate::{Conn, Result, Tx};

/// When an account last moved.
pub fn moved_at(conn: &mut Conn, account: i64) -> Result<Option<i64>> {
    conn.opt(
        "SELECT moved_at FROM account_move WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Where an account has moved to, if it did.
pub fn moved_to(conn: &mut Conn, account: i64) -> Result<Option<i64>> {
    let found = conn.opt(
        "SELECT moved_to_id FROM account WHERE id = $1",
        &[&account],
        |row| row.get::<Option<i64>>(0),
    )?;
    Ok(found.flatten())
}

/// Notes that an account moved.
pub fn note(tx: &mut Tx, account: i64, target: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE account SET moved_to_id = $2 WHERE id = $1",
        &[&account, &target],
    )?;
    tx.exec(
        "INSERT INTO account_move (account_id, target_id, moved_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id) DO UPDATE SET target_id = excluded.target_id, moved_at = excluded.moved_at",
        &[&account, &target, &now],
    )?;
    Ok(())
}

/// Notes that an account has not moved after all. When it last moved is still known.
pub fn forget(tx: &mut Tx, account: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE account SET moved_to_id = NULL WHERE id = $1 AND moved_to_id IS NOT NULL",
        &[&account],
    )?;
    Ok(changed > 0)
}

/// The other accounts that an account says are of the same person, in the order in which they became known here.
pub fn aliases(conn: &mut Conn, account: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT alias_id FROM account_alias WHERE account_id = $1 ORDER BY alias_id",
        &[&account],
        |row| row.get(0),
    )
}

/// Adds another account of the same person. `false` when it was one already.
pub fn add_alias(tx: &mut Tx, account: i64, alias: i64) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO account_alias (account_id, alias_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&account, &alias],
    )?;
    Ok(added > 0)
}

/// Takes one away.
pub fn remove_alias(tx: &mut Tx, account: i64, alias: i64) -> Result<bool> {
    let removed = tx.exec(
        "DELETE FROM account_alias WHERE account_id = $1 AND alias_id = $2",
        &[&account, &alias],
    )?;
    Ok(removed > 0)
}

/// People of this community who follow an account, or have asked to.
pub fn local_followers(conn: &mut Conn, followee: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT f.follower_id FROM follow f JOIN member m ON m.account_id = f.follower_id \
         WHERE f.followee_id = $1 ORDER BY f.id LIMIT $2",
        &[&followee, &limit],
        |row| row.get(0),
    )
}
