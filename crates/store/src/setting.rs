//! What the host decided, and the server's own facts: texts by key.

use crate::{Conn, Result, Tx};

/// A value, if it was ever written.
pub fn find(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    conn.opt("SELECT value FROM setting WHERE key = $1", &[&key], |row| {
        row.get(0)
    })
}

/// Writes a value.
pub fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO setting (key, value) VALUES ($1, $2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&key, &value],
    )?;
    Ok(())
}

/// Writes a value that was never written before. `false` when somebody was first: of any number of transactions,
/// exactly one is told `true`.
pub fn claim(tx: &mut Tx, key: &str, value: &str) -> Result<bool> {
    let written = tx.exec(
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        &[&key, &value],
    )?;
    Ok(written == 1)
}

/// Writes a value in the place of the one that was read. `false` when it has changed since.
pub fn replace(tx: &mut Tx, key: &str, old: &str, new: &str) -> Result<bool> {
    let written = tx.exec(
        "UPDATE setting SET value = $3 WHERE key = $1 AND value = $2",
        &[&key, &old, &new],
    )?;
    Ok(written == 1)
}

/// Forgets a value.
pub fn remove(tx: &mut Tx, key: &str) -> Result<()> {
    tx.exec("DELETE FROM setting WHERE key = $1", &[&key])?;
    Ok(())
}
