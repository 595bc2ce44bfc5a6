//! From whom somebody wants to hear, and what is known about who speaks.

use crate::{Conn, Ids, Result, Tx};

/// JSON: what somebody chose; nothing for those who chose nothing.
pub fn find(conn: &mut Conn, account: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT treatment FROM notification_policy WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Keeps what somebody chose.
pub fn set(tx: &mut Tx, account: i64, treatment: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO notification_policy (account_id, treatment) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET treatment = excluded.treatment",
        &[&account, &treatment],
    )?;
    Ok(())
}

/// Lets everything through that comes from some accounts, from now on.
pub fn permit(tx: &mut Tx, account: i64, from: &[i64]) -> Result<()> {
    tx.exec(
        "INSERT INTO notification_permission (account_id, from_id) SELECT $1, id FROM account WHERE id IN ids($2) \
         ON CONFLICT DO NOTHING",
        &[&account, &Ids(from.to_vec())],
    )?;
    Ok(())
}

/// What stands between somebody who may be told and who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who is told follows the other.
    pub follows: bool,
    /// Since when the other follows who is told.
    pub followed_since: Option<i64>,
    /// What comes from the other is always let through.
    pub is_permitted: bool,
    /// Since when the other exists.
    pub created_at: i64,
    /// The word of what the other is.
    pub kind: String,
    /// The other was silenced by staff.
    pub is_silenced: bool,
    /// The word of the other's role, if they have a login here.
    pub role: Option<String>,
    /// The post is for those it names alone.
    pub is_private: bool,
    /// It answers in a thread in which who is told wrote privately to the other.
    pub is_response: bool,
}

/// The [`Standing`] of `from` with `account` in respect of a post, which is 0 for none.
pub fn standing(conn: &mut Conn, account: i64, from: i64, post: i64) -> Result<Option<Standing>> {
    conn.opt(
        "SELECT EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $1 AND f.followee_id = $2 AND f.state = 1), \
         (SELECT f.created_at FROM follow f WHERE f.follower_id = $2 AND f.followee_id = $1 AND f.state = 1), \
         EXISTS (SELECT 1 FROM notification_permission p WHERE p.account_id = $1 AND p.from_id = $2), \
         a.created_at, a.kind, a.silenced_at IS NOT NULL, (SELECT m.role FROM member m WHERE m.account_id = $2), \
         EXISTS (SELECT 1 FROM post p WHERE p.id = $3 AND p.audience = 4), \
         EXISTS (SELECT 1 FROM named n JOIN post o ON o.id = n.post_id WHERE n.account_id = $2 AND o.account_id = $1 \
         AND o.audience = 4 AND o.thread_id = (SELECT p.thread_id FROM post p WHERE p.id = $3)) \
         FROM account a WHERE a.id = $2",
        &[&account, &from, &post],
        |row| {
            Ok(Standing {
                follows: row.get(0)?,
                followed_since: row.get(1)?,
                is_permitted: row.get(2)?,
                created_at: row.get(3)?,
                kind: row.get(4)?,
                is_silenced: row.get(5)?,
                role: row.get(6)?,
                is_private: row.get(7)?,
                is_response: row.get(8)?,
            })
        },
    )
}
