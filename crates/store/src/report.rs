//! Reports: somebody tells staff of an account.

use crate::window::{Window, windowed};
use crate::{Conn, Ids, Result, Row, Tx};

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportRow {
    /// Its id.
    pub id: i64,
    /// Who reports.
    pub account_id: i64,
    /// Whom.
    pub target_id: i64,
    /// The word of what it is about.
    pub category: String,
    /// In the reporter's words.
    pub comment: String,
    /// Whether the home of the reported account is told.
    pub is_forwarded: bool,
    /// JSON: numbers of rules.
    pub rule_ids: String,
    /// JSON: ids of collections.
    pub collection_ids: String,
    /// Who of staff looks after it.
    pub assigned_to: Option<i64>,
    /// Who of staff closed it.
    pub action_taken_by: Option<i64>,
    /// When it was closed.
    pub action_taken_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

fn read(row: &Row<'_>) -> Result<ReportRow> {
    Ok(ReportRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        target_id: row.get(2)?,
        category: row.get(3)?,
        comment: row.get(4)?,
        is_forwarded: row.get(5)?,
        rule_ids: row.get(6)?,
        collection_ids: row.get(7)?,
        assigned_to: row.get(8)?,
        action_taken_by: row.get(9)?,
        action_taken_at: row.get(10)?,
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
    })
}

/// Adds a report.
pub fn insert(tx: &mut Tx, new: &ReportRow) -> Result<()> {
    tx.exec(
        "INSERT INTO report (id, account_id, target_id, category, comment, is_forwarded, rule_ids, collection_ids, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        &[
            &new.id,
            &new.account_id,
            &new.target_id,
            &new.category,
            &new.comment,
            &new.is_forwarded,
            &new.rule_ids,
            &new.collection_ids,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// Adds a post to a report, as it is now.
pub fn add_post(tx: &mut Tx, report: i64, post: i64, evidence: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO report_post (report_id, post_id, evidence) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&report, &post, &evidence],
    )?;
    Ok(())
}

/// What was reported: (report, post, JSON of the post as it was then), in the order of the posts.
pub fn posts(conn: &mut Conn, reports: &[i64]) -> Result<Vec<(i64, i64, String)>> {
    conn.all(
        "SELECT report_id, post_id, evidence FROM report_post WHERE report_id IN ids($1) ORDER BY post_id",
        &[&Ids(reports.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Reports by id, in no order.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<ReportRow>> {
    conn.all(
        "SELECT id, account_id, target_id, category, comment, is_forwarded, rule_ids, collection_ids, assigned_to, \
         action_taken_by, action_taken_at, created_at, updated_at FROM report WHERE id IN ids($1)",
        &[&Ids(ids.to_vec())],
        read,
    )
}

/// Reports of one kind: closed or open, by one account, about another. 0 is anybody.
pub fn list(
    conn: &mut Conn,
    is_resolved: bool,
    by: i64,
    about: i64,
    window: &Window,
) -> Result<Vec<i64>> {
    windowed!(
        conn,
        window,
        "SELECT r.id FROM report r WHERE (CASE WHEN r.action_taken_at IS NULL THEN 0 ELSE 1 END) = $4 \
         AND ($5 = 0 OR r.account_id = $5) AND ($6 = 0 OR r.target_id = $6)",
        "r.id",
        [&is_resolved, &by, &about],
        |row| row.get(0)
    )
}

/// Changes what a report is about.
pub fn update(tx: &mut Tx, id: i64, category: &str, rule_ids: &str, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE report SET category = $2, rule_ids = $3, updated_at = $4 WHERE id = $1",
        &[&id, &category, &rule_ids, &now],
    )?;
    Ok(())
}

/// Gives a report to somebody of staff, or to nobody. `false` when there is no such report.
pub fn assign(tx: &mut Tx, id: i64, to: Option<i64>, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE report SET assigned_to = $2, updated_at = $3 WHERE id = $1",
        &[&id, &to, &now],
    )?;
    Ok(changed == 1)
}

/// Closes a report. `false` when there is no such report.
pub fn resolve(tx: &mut Tx, id: i64, by: i64, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE report SET action_taken_by = $2, action_taken_at = $3, updated_at = $3 WHERE id = $1",
        &[&id, &by, &now],
    )?;
    Ok(changed == 1)
}

/// Closes every report about an account.
pub fn resolve_all(tx: &mut Tx, target: i64, by: i64, now: i64) -> Result<()> {
    tx.exec(
        "UPDATE report SET action_taken_by = $2, action_taken_at = $3, updated_at = $3 \
         WHERE target_id = $1 AND action_taken_at IS NULL",
        &[&target, &by, &now],
    )?;
    Ok(())
}

/// Opens a report again. `false` when there is no such report.
pub fn reopen(tx: &mut Tx, id: i64, now: i64) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE report SET action_taken_by = NULL, action_taken_at = NULL, updated_at = $2 WHERE id = $1",
        &[&id, &now],
    )?;
    Ok(changed == 1)
}

/// How many reports of an account were made since a moment.
pub fn count_since(conn: &mut Conn, account: i64, since: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM report WHERE account_id = $1 AND created_at >= $2",
        &[&account, &since],
        |row| row.get(0),
    )
}
