//! Leases: which process does a piece of work that only one may do at a time.
//!
//! A lease is a row with a holder and an end. It is taken when it is free or over, and whoever has it
//! renews it well before its end. Times are microseconds since 1970, from the caller's clock; clocks of
//! different processes may differ by less than the length of a lease. A lease makes double work rare, not
//! impossible: what is done under one has to be idempotent.

use crate::{Conn, Result, Tx};

/// Takes a lease until `until`, or keeps it for longer if `holder` has it already. False if someone else has it.
pub fn acquire(tx: &mut Tx, name: &str, holder: &str, now: i64, until: i64) -> Result<bool> {
    let taken = tx.exec(
        "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $4)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE lease.holder = excluded.holder OR lease.until <= $3",
        &[&name, &holder, &now, &until],
    )?;
    Ok(taken == 1)
}

/// Keeps a lease until `until`. False if it was lost: the work under it has to stop.
pub fn renew(tx: &mut Tx, name: &str, holder: &str, until: i64) -> Result<bool> {
    let kept = tx.exec(
        "UPDATE lease SET until = $3 WHERE name = $1 AND holder = $2",
        &[&name, &holder, &until],
    )?;
    Ok(kept == 1)
}

/// Gives a lease back. False if it was not held any more.
pub fn release(tx: &mut Tx, name: &str, holder: &str) -> Result<bool> {
    let freed = tx.exec(
        "DELETE FROM lease WHERE name = $1 AND holder = $2",
        &[&name, &holder],
    )?;
    Ok(freed == 1)
}

/// Who has a lease now.
pub fn find_holder(conn: &mut Conn, name: &str, now: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT holder FROM lease WHERE name = $1 AND until > $2",
        &[&name, &now],
        |row| row.get(0),
    )
}

/// Frees every lease. Only for whoever knows that nobody else is there: the one process of a SQLite database.
pub fn release_all(tx: &mut Tx) -> Result<u64> {
    tx.exec("DELETE FROM lease", &[])
}
