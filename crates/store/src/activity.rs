//! What happened here, counted by weeks and years.

use crate::{Conn, Result, Tx};

/// Notes everybody who was seen since `since` as seen in this week.
pub fn note_seen(tx: &mut Tx, week: i64, since: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO seen_week (week, account_id) SELECT $1, m.account_id FROM member m WHERE \
         EXISTS (SELECT 1 FROM session s WHERE s.account_id = m.account_id AND s.last_seen_at >= $2) \
         OR EXISTS (SELECT 1 FROM token t WHERE t.account_id = m.account_id AND t.last_used_at >= $2) \
         ON CONFLICT DO NOTHING",
        &[&week, &since],
    )?;
    Ok(())
}

/// How many were seen in each week: (week, members).
pub fn seen(conn: &mut Conn, from: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT week, COUNT(*) FROM seen_week WHERE week >= $1 GROUP BY week ORDER BY week",
        &[&from],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many posts people here wrote in each week since a moment: (week, posts). An id begins with its time, so the ids of a
/// week are enough.
pub fn posts(conn: &mut Conn, since: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT id / 619315200000000, COUNT(*) FROM post WHERE id >= $1 * 1024 AND origin = 'local' \
         AND boost_of_id IS NULL GROUP BY id / 619315200000000 ORDER BY id / 619315200000000",
        &[&since],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many joined in each week since a moment: (week, members).
pub fn joined(conn: &mut Conn, since: i64) -> Result<Vec<(i64, i64)>> {
    conn.all(
        "SELECT created_at / 604800000000, COUNT(*) FROM member WHERE created_at >= $1 \
         GROUP BY created_at / 604800000000 ORDER BY created_at / 604800000000",
        &[&since],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A member's posts between two ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Year {
    /// Posts that answer nothing.
    pub posts: i64,
    /// Answers.
    pub replies: i64,
    /// Boosts.
    pub boosts: i64,
    /// New followers.
    pub followers: i64,
}

/// What a member did between two ids.
pub fn year(conn: &mut Conn, account: i64, from: i64, to: i64) -> Result<Year> {
    conn.one(
        "SELECT (SELECT COUNT(*) FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND boost_of_id IS NULL AND reply_to_id IS NULL), \
         (SELECT COUNT(*) FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND boost_of_id IS NULL AND reply_to_id IS NOT NULL), \
         (SELECT COUNT(*) FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND boost_of_id IS NOT NULL), \
         (SELECT COUNT(*) FROM follow WHERE followee_id = $1 AND state = 1 AND id >= $2 AND id < $3)",
        &[&account, &from, &to],
        |row| {
            Ok(Year {
                posts: row.get(0)?,
                replies: row.get(1)?,
                boosts: row.get(2)?,
                followers: row.get(3)?,
            })
        },
    )
}

/// The public post of a member between two ids that got the most boosts, likes and answers, each if there is one.
pub fn best_posts(conn: &mut Conn, account: i64, from: i64, to: i64) -> Result<[Option<i64>; 3]> {
    let boosted = conn.opt(
        "SELECT id FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND audience IN (0, 1) AND boosts_count > 0 \
         ORDER BY boosts_count DESC, id DESC LIMIT 1",
        &[&account, &from, &to],
        |row| row.get(0),
    )?;
    let liked = conn.opt(
        "SELECT id FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND audience IN (0, 1) AND likes_count > 0 \
         ORDER BY likes_count DESC, id DESC LIMIT 1",
        &[&account, &from, &to],
        |row| row.get(0),
    )?;
    let answered = conn.opt(
        "SELECT id FROM post WHERE account_id = $1 AND id >= $2 AND id < $3 AND audience IN (0, 1) AND replies_count > 0 \
         ORDER BY replies_count DESC, id DESC LIMIT 1",
        &[&account, &from, &to],
        |row| row.get(0),
    )?;
    Ok([boosted, liked, answered])
}

/// The tags that a member used most between two ids: (tag, times).
pub fn year_tags(conn: &mut Conn, account: i64, from: i64, to: i64) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT t.tag, COUNT(*) FROM post_tag t JOIN post p ON p.id = t.post_id WHERE p.account_id = $1 AND p.id >= $2 \
         AND p.id < $3 GROUP BY t.tag ORDER BY COUNT(*) DESC, t.tag LIMIT 10",
        &[&account, &from, &to],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A year of a member in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Which year.
    pub year: i64,
    /// JSON: the numbers.
    pub about: String,
    /// Whether it was looked at.
    pub is_viewed: bool,
}

/// The reports of a member, newest first; only one year if `year` is not 0.
pub fn reports(conn: &mut Conn, account: i64, year: i64) -> Result<Vec<ReportRow>> {
    conn.all(
        "SELECT year, about, viewed_at IS NOT NULL FROM annual_report WHERE account_id = $1 AND ($2 = 0 OR year = $2) \
         ORDER BY year DESC LIMIT 50",
        &[&account, &year],
        |row| {
            Ok(ReportRow {
                year: row.get(0)?,
                about: row.get(1)?,
                is_viewed: row.get(2)?,
            })
        },
    )
}

/// Keeps a report.
pub fn put_report(tx: &mut Tx, account: i64, year: i64, about: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO annual_report (account_id, year, about) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id, year) DO UPDATE SET about = excluded.about",
        &[&account, &year, &about],
    )?;
    Ok(())
}

/// Notes that a report was looked at. Whether it was there comes back.
pub fn view_report(tx: &mut Tx, account: i64, year: i64, now: i64) -> Result<bool> {
    let touched = tx.exec(
        "UPDATE annual_report SET viewed_at = COALESCE(viewed_at, $3) WHERE account_id = $1 AND year = $2",
        &[&account, &year, &now],
    )?;
    Ok(touched == 1)
}

/// The names of other servers that begin with what was typed.
pub fn peers_like(conn: &mut Conn, typed: &str, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT host FROM domain WHERE is_local = 0 AND host LIKE $1 ESCAPE '\\' ORDER BY host LIMIT $2",
        &[&crate::account::starts_with(typed), &limit],
        |row| row.get(0),
    )
}
