//! Those with a login here.

use crate::{Conn, Ids, Result, Row, Tx};

/// The state of a member who may do everything.
pub const ACTIVE: &str = "active";
/// The state of a member who waits for approval.
pub const PENDING: &str = "pending";

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberRow {
    /// The account.
    pub account_id: i64,
    /// Where to write to.
    pub email: String,
    /// A PHC string.
    pub password_hash: String,
    /// The word of the role.
    pub role: String,
    /// [`ACTIVE`] or [`PENDING`].
    pub state: String,
    /// Why they want to join, as they wrote it.
    pub reason: String,
    /// The invite they came with.
    pub invite_id: Option<i64>,
    /// JSON: what they chose for themselves.
    pub settings: String,
    /// Since when.
    pub created_at: i64,
    /// When the e-mail address was confirmed.
    pub confirmed_at: Option<i64>,
    /// When the login was frozen. Not written by [`insert`].
    pub disabled_at: Option<i64>,
    /// From where they joined; empty when not known.
    pub sign_up_ip: String,
    /// With which app they joined.
    pub sign_up_app_id: Option<i64>,
    /// When the account was suspended. Not written by [`insert`].
    pub suspended_at: Option<i64>,
}

macro_rules! member_select {
    () => {
        "SELECT m.account_id, m.email, m.password_hash, m.role, m.state, m.reason, m.invite_id, m.settings, \
         m.created_at, m.confirmed_at, m.disabled_at, m.sign_up_ip, m.sign_up_app_id, a.suspended_at FROM member m JOIN account a ON a.id = m.account_id "
    };
}

fn read(row: &Row<'_>) -> Result<MemberRow> {
    Ok(MemberRow {
        account_id: row.get(0)?,
        email: row.get(1)?,
        password_hash: row.get(2)?,
        role: row.get(3)?,
        state: row.get(4)?,
        reason: row.get(5)?,
        invite_id: row.get(6)?,
        settings: row.get(7)?,
        created_at: row.get(8)?,
        confirmed_at: row.get(9)?,
        disabled_at: row.get(10)?,
        sign_up_ip: row.get(11)?,
        sign_up_app_id: row.get(12)?,
        suspended_at: row.get(13)?,
    })
}

/// Adds a member to an account that was made in the same transaction. `email_folded` is the form in which two
/// spellings of an address are the same; [`Error::Conflict`](crate::Error::Conflict) when it is taken.
pub fn insert(tx: &mut Tx, new: &MemberRow, email_folded: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO member (account_id, email, email_folded, password_hash, role, state, reason, invite_id, settings, \
         created_at, confirmed_at, sign_up_ip, sign_up_app_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &new.account_id,
            &new.email,
            &email_folded,
            &new.password_hash,
            &new.role,
            &new.state,
            &new.reason,
            &new.invite_id,
            &new.settings,
            &new.created_at,
            &new.confirmed_at,
            &new.sign_up_ip,
            &new.sign_up_app_id,
        ],
    )?;
    Ok(())
}

/// The member of an account.
pub fn find(conn: &mut Conn, account_id: i64) -> Result<Option<MemberRow>> {
    conn.opt(
        concat!(member_select!(), "WHERE m.account_id = $1"),
        &[&account_id],
        read,
    )
}

/// The members of some accounts, in no order.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<MemberRow>> {
    conn.all(
        concat!(member_select!(), "WHERE m.account_id IN ids($1)"),
        &[&Ids(ids.to_vec())],
        read,
    )
}

/// The member with this e-mail address or, failing that, with this name. Either may be empty.
pub fn find_by_login(
    conn: &mut Conn,
    email_folded: &str,
    username_folded: &str,
) -> Result<Option<MemberRow>> {
    let by_email = conn.opt(
        concat!(member_select!(), "WHERE m.email_folded = $1"),
        &[&email_folded],
        read,
    )?;
    // Both statements always run: how long the answer takes says nothing about who is here.
    let by_name = conn.opt(
        concat!(
            member_select!(),
            "WHERE a.username_folded = $1 AND a.domain_id IN (SELECT d.id FROM domain d WHERE d.is_local = 1)"
        ),
        &[&username_folded],
        read,
    )?;
    Ok(by_email.or(by_name))
}

/// Whether an e-mail address is somebody's already.
pub fn has_email(conn: &mut Conn, email_folded: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM member WHERE email_folded = $1)",
        &[&email_folded],
        |row| row.get(0),
    )
}

/// Changes a password, unless it was changed since it was read.
pub fn set_password(tx: &mut Tx, account_id: i64, old_hash: &str, new_hash: &str) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET password_hash = $3 WHERE account_id = $1 AND password_hash = $2",
        &[&account_id, &old_hash, &new_hash],
    )?;
    Ok(changed == 1)
}

/// Changes where to write to. [`crate::Error::Conflict`] when the address is somebody else's.
pub fn set_email(tx: &mut Tx, account_id: i64, email: &str, email_folded: &str) -> Result<()> {
    tx.exec(
        "UPDATE member SET email = $2, email_folded = $3 WHERE account_id = $1",
        &[&account_id, &email, &email_folded],
    )?;
    Ok(())
}

/// Changes what a member chose for themselves.
pub fn set_settings(tx: &mut Tx, account_id: i64, settings: &str) -> Result<()> {
    tx.exec(
        "UPDATE member SET settings = $2 WHERE account_id = $1",
        &[&account_id, &settings],
    )?;
    Ok(())
}

/// Changes a role, unless it was changed since it was read.
pub fn set_role(tx: &mut Tx, account_id: i64, old: &str, new: &str) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET role = $3 WHERE account_id = $1 AND role = $2",
        &[&account_id, &old, &new],
    )?;
    Ok(changed == 1)
}

/// How many members have a role.
pub fn count_role(conn: &mut Conn, role: &str) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM member WHERE role = $1",
        &[&role],
        |row| row.get(0),
    )
}

/// Freezes a login at a moment, or thaws it. `false` when it was so already.
pub fn set_disabled(tx: &mut Tx, account_id: i64, at: Option<i64>) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET disabled_at = $2 WHERE account_id = $1 AND (CASE WHEN disabled_at IS NULL THEN 1 ELSE 0 END) = $3",
        &[&account_id, &at, &at.is_some()],
    )?;
    Ok(changed == 1)
}

/// Notes that mail to a member arrives. `false` when that was known.
pub fn confirm(tx: &mut Tx, account_id: i64, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL",
        &[&account_id, &now],
    )?;
    Ok(changed == 1)
}

/// Lets somebody in who waits. `false` when nobody of that id waits.
pub fn approve(tx: &mut Tx, account_id: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE member SET state = 'active' WHERE account_id = $1 AND state = 'pending'",
        &[&account_id],
    )?;
    Ok(changed == 1)
}

/// Removes somebody who waits, so that the name is free again. `false` when nobody of that id waits.
pub fn refuse(tx: &mut Tx, account_id: i64) -> Result<bool> {
    let removed = tx.exec(
        "DELETE FROM account WHERE id = $1 \
         AND EXISTS (SELECT 1 FROM member m WHERE m.account_id = $1 AND m.state = 'pending')",
        &[&account_id],
    )?;
    Ok(removed == 1)
}

/// Those who wait, those who came first first.
pub fn pending(conn: &mut Conn, limit: i64) -> Result<Vec<MemberRow>> {
    conn.all(
        concat!(
            member_select!(),
            "WHERE m.state = 'pending' ORDER BY m.account_id LIMIT $1"
        ),
        &[&limit],
        read,
    )
}

/// How many ask to follow an account.
pub fn count_follow_requests(conn: &mut Conn, account_id: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM follow WHERE followee_id = $1 AND state = 0",
        &[&account_id],
        |row| row.get(0),
    )
}

/// The community in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Members who are in.
    pub members: i64,
    /// What they posted.
    pub posts: i64,
}

/// Counts members and their posts.
pub fn count(conn: &mut Conn) -> Result<Counts> {
    conn.one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(a.posts_count), 0) AS BIGINT) \
         FROM member m JOIN account a ON a.id = m.account_id WHERE m.state = 'active'",
        &[],
        |row| {
            Ok(Counts {
                members: row.get(0)?,
                posts: row.get(1)?,
            })
        },
    )
}

/// How many members were seen since a moment: by a session, by an app, or by a post.
pub fn count_active(conn: &mut Conn, since: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM ( \
         SELECT account_id FROM session WHERE last_seen_at >= $1 \
         UNION SELECT account_id FROM token WHERE account_id IS NOT NULL AND last_used_at >= $1 \
         UNION SELECT m.account_id FROM member m JOIN account a ON a.id = m.account_id \
         WHERE a.last_post_at >= $1 OR m.created_at >= $1) AS seen",
        &[&since],
        |row| row.get(0),
    )
}
