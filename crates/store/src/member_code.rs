//! Short words by which a member shows that it is really them who asked.

use crate::{Conn, Result, Tx};

/// Keeps a word for a purpose, instead of the one before.
pub fn put(
    tx: &mut Tx,
    account: i64,
    (purpose, code): (&str, &str),
    expires_at: i64,
) -> Result<()> {
    tx.exec(
        "INSERT INTO member_code (account_id, purpose, code, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, purpose) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at",
        &[&account, &purpose, &code, &expires_at],
    )?;
    Ok(())
}

/// The words of a member that still count: purpose and word.
pub fn of_account(conn: &mut Conn, account: i64, now: i64) -> Result<Vec<(String, String)>> {
    conn.all(
        "SELECT purpose, code FROM member_code WHERE account_id = $1 AND expires_at > $2 ORDER BY purpose",
        &[&account, &now],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Forgets a word: it was used, or guessed at.
pub fn remove(tx: &mut Tx, account: i64, purpose: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM member_code WHERE account_id = $1 AND purpose = $2",
        &[&account, &purpose],
    )?;
    Ok(())
}
