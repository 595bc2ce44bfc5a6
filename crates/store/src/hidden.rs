//! Servers whose people somebody does not want to see, and what somebody notes about others. Both are theirs alone.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Tx};

/// Hides a server. `false` when it was hidden.
pub fn hide_domain(tx: &mut Tx, id: i64, account: i64, host: &str) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO hidden_domain (id, account_id, host) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&id, &account, &host],
    )? > 0)
}

/// Shows a server again.
pub fn show_domain(tx: &mut Tx, account: i64, host: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM hidden_domain WHERE account_id = $1 AND host = $2",
        &[&account, &host],
    )?;
    Ok(())
}

/// The servers somebody hides: (hiding, host).
pub fn domains(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<(i64, String)>> {
    windowed!(
        conn,
        window,
        "SELECT h.id, h.host FROM hidden_domain h WHERE h.account_id = $4",
        "h.id",
        [&account],
        |row| Ok((row.get(0)?, row.get(1)?))
    )
}

/// How many servers somebody hides.
pub fn count_domains(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM hidden_domain WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Whether somebody hides the server of another account.
pub fn is_hidden(conn: &mut Conn, account: i64, other: i64) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM account a JOIN domain d ON d.id = a.domain_id \
         JOIN hidden_domain h ON h.host = d.host WHERE a.id = $2 AND h.account_id = $1)",
        &[&account, &other],
        |row| row.get(0),
    )
}

/// Those of a server whom somebody follows or who follow them, asked for or accepted.
pub fn tied(conn: &mut Conn, account: i64, host: &str) -> Result<Vec<i64>> {
    conn.all(
        "SELECT a.id FROM follow f JOIN account a ON a.id = f.followee_id JOIN domain d ON d.id = a.domain_id \
         WHERE f.follower_id = $1 AND d.host = $2 \
         UNION SELECT a.id FROM follow f JOIN account a ON a.id = f.follower_id JOIN domain d ON d.id = a.domain_id \
         WHERE f.followee_id = $1 AND d.host = $2 ORDER BY 1",
        &[&account, &host],
        |row| row.get(0),
    )
}

/// Forgets all that somebody was told of people of a server.
pub fn forget_told(tx: &mut Tx, account: i64, host: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND from_id IN \
         (SELECT a.id FROM account a JOIN domain d ON d.id = a.domain_id WHERE d.host = $2)",
        &[&account, &host],
    )?;
    Ok(())
}

/// Notes something about another account; nothing removes the note.
pub fn set_note(tx: &mut Tx, account: i64, target: i64, comment: &str) -> Result<()> {
    if comment.is_empty() {
        tx.exec(
            "DELETE FROM account_note WHERE account_id = $1 AND target_id = $2",
            &[&account, &target],
        )?;
        return Ok(());
    }
    tx.exec(
        "INSERT INTO account_note (account_id, target_id, comment) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id, target_id) DO UPDATE SET comment = excluded.comment",
        &[&account, &target, &comment],
    )?;
    Ok(())
}
