//! Invites: codes with which a newcomer may join.

use crate::{Conn, Ids, Result, Row, Tx};

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

/// All invites, the newest first, of those before an id.
pub fn newest(conn: &mut Conn, below: i64, limit: i64) -> Result<Vec<InviteRow>> {
    conn.all(
        concat!(invite_select!(), "WHERE id < $1 ORDER BY id DESC LIMIT $2"),
        &[&below, &limit],
        read,
    )
}

/// All invites, those with the most guests first, of those behind a place: fewer guests, or as many and an older id.
pub fn most_used(conn: &mut Conn, place: (i64, i64), limit: i64) -> Result<Vec<InviteRow>> {
    conn.all(
        concat!(
            invite_select!(),
            "WHERE uses < $1 OR uses = $1 AND id < $2 ORDER BY uses DESC, id DESC LIMIT $3"
        ),
        &[&place.0, &place.1, &limit],
        read,
    )
}

/// The invites that members came with: (member, invite).
pub fn of_guests(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, InviteRow)>> {
    conn.all(
        "SELECT i.id, i.code, i.created_by, i.max_uses, i.uses, i.expires_at, i.created_at, m.account_id \
         FROM member m JOIN invite i ON i.id = m.invite_id WHERE m.account_id IN ids($1) ORDER BY m.account_id",
        &[&Ids(ids.to_vec())],
        |row| Ok((row.get(7)?, read(row)?)),
    )
}

/// Who came with some invites: (invite, member, when), the latest first.
pub fn guests(conn: &mut Conn, ids: &[i64], limit: i64) -> Result<Vec<(i64, i64, i64)>> {
    conn.all(
        "SELECT invite_id, account_id, created_at FROM member WHERE invite_id IN ids($1) \
         ORDER BY account_id DESC LIMIT $2",
        &[&Ids(ids.to_vec()), &limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Ends the invite with a code, unless it is over. `false` when it is, or there is none.
pub fn end(tx: &mut Tx, code: &str, now: i64) -> Result<bool> {
    let ended = tx.exec(
        "UPDATE invite SET expires_at = $2 WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2)",
        &[&code, &now],
    )?;
    Ok(ended == 1)
}

/// Ends all invites of a member that are not over. How many there were.
pub fn end_all(tx: &mut Tx, account_id: i64, now: i64) -> Result<u64> {
    tx.exec(
        "UPDATE invite SET expires_at = $2 WHERE created_by = $1 AND (expires_at IS NULL OR expires_at > $2)",
        &[&account_id, &now],
    )
}

/// Says since when a member may make no more invites, or that they may again. `false` when there is no such member.
pub fn set_barred(tx: &mut Tx, account_id: i64, at: Option<i64>) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET invites_barred_at = $2 WHERE account_id = $1",
        &[&account_id, &at],
    )?;
    Ok(changed == 1)
}

/// Those of some members who may make no more invites.
pub fn barred(conn: &mut Conn, ids: &[i64]) -> Result<Vec<i64>> {
    conn.all(
        "SELECT account_id FROM member WHERE account_id IN ids($1) AND invites_barred_at IS NOT NULL ORDER BY account_id",
        &[&Ids(ids.to_vec())],
        |row| row.get(0),
    )
}
