//! Signed repositories: their heads, their records, the nodes of their trees. Bytes under names; what they mean is the
//! network's.

mod nodes;
mod records;

use crate::{Conn, Ids, Result, Row, Tx};

pub use nodes::{block, blocks_after, delete_node, node, put_node};
pub use records::{
    RecordRow, SubjectRow, collections, count_records, delete_record, named, of_subject,
    put_record, record, records,
};

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepoRow {
    /// Whose it is.
    pub account_id: i64,
    /// What the network calls it, for ever.
    pub did: String,
    /// The name that people see there.
    pub handle: String,
    /// `new`, `active`, `deactivated`, `suspended`, `deleted`.
    pub state: String,
    /// The newest commit; `None` before the first.
    pub head: Option<HeadRow>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRow {
    /// Its name.
    pub cid: Vec<u8>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// When it was made: sorts as text.
    pub rev: String,
    /// The root of its tree.
    pub root: Vec<u8>,
}

macro_rules! repo_select {
    () => {
        "SELECT account_id, did, handle, state, head, body, rev, root FROM repo "
    };
}

fn read_repo(row: &Row<'_>) -> Result<RepoRow> {
    let (cid, body): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(4)?, row.get(5)?);
    let (rev, root): (Option<String>, Option<Vec<u8>>) = (row.get(6)?, row.get(7)?);
    let head = match (cid, body, rev, root) {
        (Some(cid), Some(body), Some(rev), Some(root)) => Some(HeadRow {
            cid,
            body,
            rev,
            root,
        }),
        _ => None,
    };
    Ok(RepoRow {
        account_id: row.get(0)?,
        did: row.get(1)?,
        handle: row.get(2)?,
        state: row.get(3)?,
        head,
    })
}

/// Begins a repository, unless the account has one. [`Error::Conflict`](crate::Error::Conflict) when the name or the
/// handle is somebody else's.
pub fn insert(tx: &mut Tx, repo: &RepoRow, now: i64) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO repo (account_id, did, handle, state, is_kept_back, changed_at) \
         VALUES ($1, $2, $3, $4, CASE WHEN $4 = 'deactivated' THEN 1 ELSE 0 END, $5) ON CONFLICT (account_id) DO NOTHING",
        &[&repo.account_id, &repo.did, &repo.handle, &repo.state, &now],
    )?;
    Ok(added == 1)
}

/// Forgets repositories that are gone and had this name or this handle: whoever has it now has come back.
pub fn forget_deleted(tx: &mut Tx, did: &str, handle: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM repo WHERE state = 'deleted' AND (did = $1 OR handle = $2)",
        &[&did, &handle],
    )?;
    Ok(())
}

/// The repository of an account.
pub fn find(conn: &mut Conn, account: i64) -> Result<Option<RepoRow>> {
    conn.opt(
        concat!(repo_select!(), "WHERE account_id = $1"),
        &[&account],
        read_repo,
    )
}

/// The repositories of some accounts, by account.
pub fn of_accounts(conn: &mut Conn, ids: &[i64]) -> Result<Vec<RepoRow>> {
    conn.all(
        concat!(
            repo_select!(),
            "WHERE account_id IN ids($1) ORDER BY account_id"
        ),
        &[&Ids(ids.to_vec())],
        read_repo,
    )
}

/// The repository with this name.
pub fn find_by_did(conn: &mut Conn, did: &str) -> Result<Option<RepoRow>> {
    conn.opt(
        concat!(repo_select!(), "WHERE did = $1"),
        &[&did],
        read_repo,
    )
}

/// The repository with this handle.
pub fn find_by_handle(conn: &mut Conn, handle: &str) -> Result<Option<RepoRow>> {
    conn.opt(
        concat!(repo_select!(), "WHERE handle = $1"),
        &[&handle],
        read_repo,
    )
}

/// Repositories that have a commit and that others know of, by their names.
pub fn page(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<RepoRow>> {
    conn.all(
        concat!(
            repo_select!(),
            "WHERE did > $1 AND head IS NOT NULL AND state <> 'new' ORDER BY did LIMIT $2"
        ),
        &[&after, &limit],
        read_repo,
    )
}

/// How many repositories there are in each state.
pub fn count_by_state(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT state, COUNT(*) FROM repo GROUP BY state ORDER BY state",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Members that have no repository and could have one: those after an id.
pub fn without(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT m.account_id FROM member m JOIN account a ON a.id = m.account_id WHERE m.state = 'active' \
         AND a.suspended_at IS NULL AND m.account_id > $1 \
         AND NOT EXISTS (SELECT 1 FROM repo r WHERE r.account_id = m.account_id) \
         ORDER BY m.account_id LIMIT $2",
        &[&after, &limit],
        |row| row.get(0),
    )
}

/// Gives it another state.
pub fn set_state(tx: &mut Tx, account: i64, state: &str, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE repo SET state = $2, changed_at = $3, is_kept_back = CASE $2 WHEN 'deactivated' THEN 1 \
         WHEN 'active' THEN 0 ELSE is_kept_back END, delete_after = CASE $2 WHEN 'active' THEN NULL ELSE delete_after END \
         WHERE account_id = $1 AND state <> $2",
        &[&account, &state, &now],
    )?;
    Ok(changed == 1)
}

/// Gives it another handle. [`Error::Conflict`](crate::Error::Conflict) when that is somebody else's.
pub fn set_handle(tx: &mut Tx, account: i64, handle: &str, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE repo SET handle = $2, changed_at = $3 WHERE account_id = $1",
        &[&account, &handle, &now],
    )?;
    Ok(())
}

/// Moves the head from one commit to the next. `false` when it is not where it was thought to be.
pub fn move_head(
    tx: &mut Tx,
    account: i64,
    before: Option<&[u8]>,
    head: &HeadRow,
    now: i64,
) -> Result<bool> {
    let first = before.is_none();
    let before = before.unwrap_or_default().to_vec();
    let moved = tx.exec(
        "UPDATE repo SET head = $3, body = $4, rev = $5, root = $6, changed_at = $7 WHERE account_id = $1 \
         AND (head = $2 OR head IS NULL AND $8 = 1)",
        &[
            &account, &before, &head.cid, &head.body, &head.rev, &head.root, &now, &first,
        ],
    )?;
    Ok(moved == 1)
}

/// Takes everything away that a repository has, but not its name.
pub fn empty(tx: &mut Tx, account: i64) -> Result<()> {
    for sql in [
        "DELETE FROM repo_record WHERE account_id = $1",
        "DELETE FROM repo_node WHERE account_id = $1",
        "DELETE FROM repo_blob_use WHERE account_id = $1",
    ] {
        tx.exec(sql, &[&account])?;
    }
    tx.exec(
        "UPDATE repo SET head = NULL, body = NULL, root = NULL WHERE account_id = $1",
        &[&account],
    )?;
    Ok(())
}

/// The bytes of what apps keep for their user.
pub fn preferences(conn: &mut Conn, account: i64) -> Result<Option<String>> {
    conn.opt(
        "SELECT body FROM app_preferences WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Keeps them.
pub fn set_preferences(tx: &mut Tx, account: i64, body: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO app_preferences (account_id, body) VALUES ($1, $2) \
         ON CONFLICT (account_id) DO UPDATE SET body = excluded.body",
        &[&account, &body],
    )?;
    Ok(())
}

/// What a repository is not in step with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfStepRow {
    /// Whose.
    pub account_id: i64,
    /// Its state.
    pub state: String,
    /// Whether there is such an account.
    pub has_account: bool,
    /// Whether that is suspended.
    pub is_suspended: bool,
    /// Whether its owner keeps it back.
    pub is_kept_back: bool,
}

/// Repositories whose account is gone, or was suspended, or is so no longer.
pub fn out_of_step(conn: &mut Conn, limit: i64) -> Result<Vec<OutOfStepRow>> {
    conn.all(
        "SELECT r.account_id, r.state, CASE WHEN a.id IS NULL THEN 0 ELSE 1 END, \
         CASE WHEN a.suspended_at IS NULL THEN 0 ELSE 1 END, r.is_kept_back FROM repo r LEFT JOIN account a ON a.id = r.account_id \
         WHERE r.state <> 'deleted' AND (a.id IS NULL OR a.suspended_at IS NOT NULL AND r.state <> 'suspended' \
         OR a.suspended_at IS NULL AND r.state = 'suspended') ORDER BY r.account_id LIMIT $1",
        &[&limit],
        |row| {
            Ok(OutOfStepRow {
                account_id: row.get(0)?,
                state: row.get(1)?,
                has_account: row.get(2)?,
                is_suspended: row.get(3)?,
                is_kept_back: row.get(4)?,
            })
        },
    )
}
