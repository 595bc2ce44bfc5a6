//! Whether the data is sound, and how much there is.

use super::{Conn, Engine};
use crate::error::{Error, Result};

/// Looks for damaged pages and broken references.
pub(super) fn check(conn: &mut Conn) -> Result<()> {
    if conn.engine() == Engine::Postgres {
        return conn.one("SELECT 1", &[], |row| row.get::<i64>(0)).map(drop);
    }
    let found = conn.one("PRAGMA integrity_check(1)", &[], |row| row.get::<String>(0))?;
    if found != "ok" {
        return Err(Error::Corrupt(found));
    }
    broken_reference(conn)
}

/// Refuses a SQLite database in which a foreign key points nowhere.
pub(crate) fn broken_reference(conn: &mut Conn) -> Result<()> {
    match conn.opt("PRAGMA foreign_key_check", &[], |row| row.get::<String>(0))? {
        Some(table) => Err(Error::Corrupt(format!(
            "a row of {table} points to one that is gone"
        ))),
        None => Ok(()),
    }
}

/// The bytes of the database in PostgreSQL's own count.
pub(super) fn postgres_size(conn: &mut Conn) -> Result<u64> {
    conn.one("SELECT pg_database_size(current_database())", &[], |row| {
        row.get(0)
    })
}
