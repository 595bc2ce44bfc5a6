//! Where apps want to be woken, and what is still to be sent there.

use crate::{Conn, Result, Row, Tx};

/// Where an app wants to be woken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Its id.
    pub id: i64,
    /// The token by which it was asked for; it ends with it.
    pub token_id: i64,
    /// Whose notifications.
    pub account_id: i64,
    /// The address of the push service.
    pub endpoint: String,
    /// The subscriber's public key.
    pub public: Vec<u8>,
    /// The secret shared with the subscriber.
    pub auth: Vec<u8>,
    /// As the RFC says, not as its fourth draft.
    pub is_standard: bool,
    /// JSON: the kinds that are wanted.
    pub alerts: String,
    /// The word of whose doing it must be.
    pub policy: String,
    /// The token, sealed.
    pub sealed_token: Vec<u8>,
    /// Since when.
    pub created_at: i64,
}

/// Something to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its id.
    pub id: i64,
    /// To whom.
    pub subscription_id: i64,
    /// What.
    pub notification_id: i64,
    /// How often it was tried.
    pub tries: i64,
    /// When it is to be tried next.
    pub due_at: i64,
}

fn read(row: &Row<'_>) -> Result<SubscriptionRow> {
    Ok(SubscriptionRow {
        id: row.get(0)?,
        token_id: row.get(1)?,
        account_id: row.get(2)?,
        endpoint: row.get(3)?,
        public: row.get(4)?,
        auth: row.get(5)?,
        is_standard: row.get(6)?,
        alerts: row.get(7)?,
        policy: row.get(8)?,
        sealed_token: row.get(9)?,
        created_at: row.get(10)?,
    })
}

/// Puts a subscription in the place of the one that its token had.
pub fn put(tx: &mut Tx, new: &SubscriptionRow) -> Result<()> {
    remove(tx, new.token_id)?;
    tx.exec(
        "INSERT INTO push_subscription (id, token_id, account_id, endpoint, public, auth, is_standard, alerts, policy, \
         sealed_token, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &new.id,
            &new.token_id,
            &new.account_id,
            &new.endpoint,
            &new.public,
            &new.auth,
            &new.is_standard,
            &new.alerts,
            &new.policy,
            &new.sealed_token,
            &new.created_at,
        ],
    )?;
    Ok(())
}

/// The subscription of a token.
pub fn find(conn: &mut Conn, token: i64) -> Result<Option<SubscriptionRow>> {
    conn.opt(
        "SELECT id, token_id, account_id, endpoint, public, auth, is_standard, alerts, policy, sealed_token, created_at \
         FROM push_subscription WHERE token_id = $1",
        &[&token],
        read,
    )
}

/// The subscription with this id.
pub fn find_by_id(conn: &mut Conn, id: i64) -> Result<Option<SubscriptionRow>> {
    conn.opt(
        "SELECT id, token_id, account_id, endpoint, public, auth, is_standard, alerts, policy, sealed_token, created_at \
         FROM push_subscription WHERE id = $1",
        &[&id],
        read,
    )
}

/// Changes what is wanted. `false` when the token has no subscription.
pub fn update(tx: &mut Tx, token: i64, alerts: &str, policy: &str) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE push_subscription SET alerts = $2, policy = $3 WHERE token_id = $1",
        &[&token, &alerts, &policy],
    )? > 0)
}

/// Ends the subscription of a token.
pub fn remove(tx: &mut Tx, token: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM push_subscription WHERE token_id = $1",
        &[&token],
    )?;
    Ok(())
}

/// Ends a subscription that its push service does not know any more.
pub fn drop_gone(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec("DELETE FROM push_subscription WHERE id = $1", &[&id])?;
    Ok(())
}

/// Who among the subscriptions of an account may be woken: (subscription, alerts, policy). Those whose token has ended or
/// whose queue is full are left out.
pub fn wakeable(conn: &mut Conn, account: i64, now: i64) -> Result<Vec<(i64, String, String)>> {
    conn.all(
        "SELECT s.id, s.alerts, s.policy FROM push_subscription s JOIN token t ON t.id = s.token_id \
         WHERE s.account_id = $1 AND (t.expires_at IS NULL OR t.expires_at > $2) \
         AND (SELECT COUNT(*) FROM push_job j WHERE j.subscription_id = s.id) < 100 ORDER BY s.id LIMIT 50",
        &[&account, &now],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Notes that something is to be sent.
pub fn enqueue(tx: &mut Tx, job: &JobRow) -> Result<()> {
    tx.exec(
        "INSERT INTO push_job (id, subscription_id, notification_id, tries, due_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
        &[
            &job.id,
            &job.subscription_id,
            &job.notification_id,
            &job.tries,
            &job.due_at,
        ],
    )?;
    Ok(())
}

/// What is due, longest due first.
pub fn due(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<JobRow>> {
    conn.all(
        "SELECT id, subscription_id, notification_id, tries, due_at FROM push_job WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2",
        &[&now, &limit],
        |row| {
            Ok(JobRow {
                id: row.get(0)?,
                subscription_id: row.get(1)?,
                notification_id: row.get(2)?,
                tries: row.get(3)?,
                due_at: row.get(4)?,
            })
        },
    )
}

/// Forgets what was sent, or what will not be.
pub fn finish(tx: &mut Tx, job: i64) -> Result<()> {
    tx.exec("DELETE FROM push_job WHERE id = $1", &[&job])?;
    Ok(())
}

/// Puts off what could not be sent.
pub fn put_off(tx: &mut Tx, job: i64, due_at: i64) -> Result<()> {
    tx.exec(
        "UPDATE push_job SET tries = tries + 1, due_at = $2 WHERE id = $1",
        &[&job, &due_at],
    )?;
    Ok(())
}
