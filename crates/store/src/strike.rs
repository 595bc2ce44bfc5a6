//! What staff decided about accounts.

use crate::{Conn, Ids, Result, Row, Tx};

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StrikeRow {
    /// Its id.
    pub id: i64,
    /// About whom.
    pub account_id: i64,
    /// Who decided.
    pub staff_id: i64,
    /// The word of what was done.
    pub action: String,
    /// What the account is told.
    pub text: String,
    /// The report it answers.
    pub report_id: Option<i64>,
    /// JSON: posts that it is about.
    pub post_ids: String,
    /// When.
    pub created_at: i64,
}

fn read(row: &Row<'_>) -> Result<StrikeRow> {
    Ok(StrikeRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        staff_id: row.get(2)?,
        action: row.get(3)?,
        text: row.get(4)?,
        report_id: row.get(5)?,
        post_ids: row.get(6)?,
        created_at: row.get(7)?,
    })
}

/// Notes a decision.
pub fn insert(tx: &mut Tx, new: &StrikeRow) -> Result<()> {
    tx.exec(
        "INSERT INTO strike (id, account_id, staff_id, action, text, report_id, post_ids, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &new.id,
            &new.account_id,
            &new.staff_id,
            &new.action,
            &new.text,
            &new.report_id,
            &new.post_ids,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// Decisions by id, in no order.
pub fn load(conn: &mut Conn, ids: &[i64]) -> Result<Vec<StrikeRow>> {
    conn.all(
        "SELECT id, account_id, staff_id, action, text, report_id, post_ids, created_at FROM strike WHERE id IN ids($1)",
        &[&Ids(ids.to_vec())],
        read,
    )
}
