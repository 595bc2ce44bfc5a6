//! Invites: codes with which a newcomer may join.

use crate::{Conn, Result, Row, Tx};

/// An invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRow {
    /// Its id.
    pub id: i64,
    /// What is handed on.
    pub code: String,
    /// Who made it.
    pub created_by: i64,
    /// How many may join with it; any number if `None`.
    pub max_uses: Option<i64>,
    /// How many did. Not written by [`insert`].
    pub uses: i64,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
}

macro_rules! invite_select {
    () => {
        "SELECT id, code, created_by, max_uses, uses, expires_at, created_at FROM invite "
    };
}

/// The invite still lets somebody in, at `$2`, and whoever made it is still welcome.
macro_rules! usable {
    () => {
        "(max_uses IS NULL OR uses < max_uses) AND (expires_at IS NULL OR expires_at > $2) \
         AND EXISTS (SELECT 1 FROM member m JOIN account a ON a.id = m.account_id \
         WHERE m.account_id = invite.created_by AND m.state = 'active' AND a.suspended_at IS NULL)"
    };
}

fn read(row: &Row<'_>) -> Result<InviteRow> {
    Ok(InviteRow {
        id: row.get(0)?,
        code: row.get(1)?,
        created_by: row.get(2)?,
        max_uses: row.get(3)?,
        uses: row.get(4)?,
        expires_at: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Adds an invite.
pub fn insert(tx: &mut Tx, new: &InviteRow) -> Result<()> {
    tx.exec(
        "INSERT INTO invite (id, code, created_by, max_uses, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &new.id,
            &new.code,
            &new.created_by,
            &new.max_uses,
            &new.expires_at,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// Whether somebody may join with this code now.
pub fn is_usable(conn: &mut Conn, code: &str, now: i64) -> Result<bool> {
    conn.one(
        concat!(
            "SELECT EXISTS (SELECT 1 FROM invite WHERE code = $1 AND ",
            usable!(),
            ")"
        ),
        &[&code, &now],
        |row| row.get(0),
    )
}

/// An invite that was used just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedInvite {
    /// Its id.
    pub id: i64,
    /// The word of the role of whoever made it.
    pub creator_role: String,
}

/// Uses an invite once. The count and its check are one statement, so of any number of newcomers at once exactly
/// as many get in as it says. `None` when it is used up, over, or unknown.
pub fn consume(tx: &mut Tx, code: &str, now: i64) -> Result<Option<UsedInvite>> {
    tx.opt(
        concat!(
            "UPDATE invite SET uses = uses + 1 WHERE code = $1 AND ",
            usable!(),
            " RETURNING id, (SELECT m.role FROM member m WHERE m.account_id = invite.created_by)"
        ),
        &[&code, &now],
        |row| {
            Ok(UsedInvite {
                id: row.get(0)?,
                creator_role: row.get(1)?,
            })
        },
    )
}

/// The invites that an account made, the newest first.
pub fn of_account(conn: &mut Conn, account_id: i64, limit: i64) -> Result<Vec<InviteRow>> {
    conn.all(
        concat!(
            invite_select!(),
            "WHERE created_by = $1 ORDER BY id DESC LIMIT $2"
        ),
        &[&account_id, &limit],
        read,
    )
}

/// How many invites of an account are on file.
pub fn count_of_account(conn: &mut Conn, account_id: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM invite WHERE created_by = $1",
        &[&account_id],
        |row| row.get(0),
    )
}

/// Removes an invite that an account made. `false` when it made none of that id.
pub fn delete(tx: &mut Tx, account_id: i64, id: i64) -> Result<bool> {
    let removed = tx.exec(
        "DELETE FROM invite WHERE id = $1 AND created_by = $2",
        &[&id, &account_id],
    )?;
    Ok(removed == 1)
}
