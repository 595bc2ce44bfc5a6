//! What is talked about: how often, by how many, and what moderators think of it.

use crate::{Conn, Ids, Result, Texts, Tx};

/// One day of a tag or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// The tag, or the id of the card.
    pub subject: String,
    /// Days since 1970.
    pub day: i64,
    /// Posts.
    pub uses: i64,
    /// Their authors.
    pub accounts: i64,
}

/// Tags of which public posts speak since an id, by so many authors at least: the most spoken of first.
pub fn busy_tags(conn: &mut Conn, since: i64, authors: i64, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT t.tag FROM post_tag t JOIN post p ON p.id = t.post_id JOIN account a ON a.id = p.account_id \
         WHERE p.id > $1 AND p.audience = 0 AND a.is_discoverable = 1 AND a.suspended_at IS NULL AND a.silenced_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM tag_rule r WHERE r.tag = t.tag AND (r.is_listable = 0 OR r.is_usable = 0)) \
         GROUP BY t.tag HAVING COUNT(DISTINCT p.account_id) >= $2 ORDER BY COUNT(DISTINCT p.account_id) DESC, t.tag LIMIT $3",
        &[&since, &authors, &limit],
        |row| row.get(0),
    )
}

/// Cards of which public posts speak since an id, by so many authors at least.
pub fn busy_cards(conn: &mut Conn, since: i64, authors: i64, limit: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT pc.card_id FROM post_card pc JOIN post p ON p.id = pc.post_id JOIN account a ON a.id = p.account_id \
         JOIN card c ON c.id = pc.card_id WHERE p.id > $1 AND p.audience = 0 AND a.is_discoverable = 1 \
         AND a.suspended_at IS NULL AND a.silenced_at IS NULL AND c.about IS NOT NULL GROUP BY pc.card_id \
         HAVING COUNT(DISTINCT p.account_id) >= $2 ORDER BY COUNT(DISTINCT p.account_id) DESC, pc.card_id LIMIT $3",
        &[&since, &authors, &limit],
        |row| row.get(0),
    )
}

/// Public posts since an id that others liked or boosted, the most first: (post, author, likes and boosts).
pub fn busy_posts(
    conn: &mut Conn,
    since: i64,
    least: i64,
    limit: i64,
) -> Result<Vec<(i64, i64, i64)>> {
    conn.all(
        "SELECT p.id, p.account_id, p.likes_count + p.boosts_count FROM post p JOIN account a ON a.id = p.account_id \
         WHERE p.id > $1 AND p.audience = 0 AND p.boost_of_id IS NULL AND p.reply_to_id IS NULL AND p.is_sensitive = 0 \
         AND a.is_discoverable = 1 AND a.suspended_at IS NULL AND a.silenced_at IS NULL AND p.likes_count + p.boosts_count >= $2 \
         ORDER BY p.likes_count + p.boosts_count DESC, p.id DESC LIMIT $3",
        &[&since, &least, &limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The days of some tags since an id.
pub fn days_of_tags(conn: &mut Conn, tags: &[String], since: i64) -> Result<Vec<DayRow>> {
    conn.all(
        "SELECT t.tag, p.id / 88473600000000, COUNT(*), COUNT(DISTINCT p.account_id) FROM post_tag t \
         JOIN post p ON p.id = t.post_id WHERE t.tag IN texts($1) AND p.id > $2 AND p.audience = 0 \
         GROUP BY t.tag, p.id / 88473600000000 ORDER BY t.tag, p.id / 88473600000000",
        &[&Texts(tags.to_vec()), &since],
        |row| {
            Ok(DayRow {
                subject: row.get(0)?,
                day: row.get(1)?,
                uses: row.get(2)?,
                accounts: row.get(3)?,
            })
        },
    )
}

/// The days of some cards since an id.
pub fn days_of_cards(conn: &mut Conn, cards: &[i64], since: i64) -> Result<Vec<DayRow>> {
    conn.all(
        "SELECT CAST(pc.card_id AS TEXT), p.id / 88473600000000, COUNT(*), COUNT(DISTINCT p.account_id) \
         FROM post_card pc JOIN post p ON p.id = pc.post_id WHERE pc.card_id IN ids($1) AND p.id > $2 \
         AND p.audience = 0 GROUP BY pc.card_id, p.id / 88473600000000 ORDER BY pc.card_id, p.id / 88473600000000",
        &[&Ids(cards.to_vec()), &since],
        |row| {
            Ok(DayRow {
                subject: row.get(0)?,
                day: row.get(1)?,
                uses: row.get(2)?,
                accounts: row.get(3)?,
            })
        },
    )
}

/// Puts new trends of a kind in the place of the old: (subject, score).
pub fn replace(tx: &mut Tx, kind: &str, trends: &[(String, i64)]) -> Result<()> {
    tx.exec("DELETE FROM trend WHERE kind = $1", &[&kind])?;
    for (subject, score) in trends {
        tx.exec(
            "INSERT INTO trend (kind, subject, score) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&kind, subject, score],
        )?;
    }
    Ok(())
}

/// A trend and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendRow {
    /// The tag, or the id of the post or card.
    pub subject: String,
    /// What was decided, if anything was.
    pub is_allowed: Option<bool>,
}

/// The trends of a kind, the highest first.
pub fn list(conn: &mut Conn, kind: &str, limit: i64, offset: i64) -> Result<Vec<TrendRow>> {
    conn.all(
        "SELECT t.subject, r.is_allowed FROM trend t LEFT JOIN trend_review r ON r.kind = t.kind AND r.subject = t.subject \
         WHERE t.kind = $1 ORDER BY t.score DESC, t.subject LIMIT $2 OFFSET $3",
        &[&kind, &limit, &offset],
        |row| {
            Ok(TrendRow {
                subject: row.get(0)?,
                is_allowed: row.get(1)?,
            })
        },
    )
}

/// The trends of a kind that may be shown, the highest first. What nobody has decided about counts as `undecided`; of
/// a link whose server was decided about, that counts.
pub fn shown(
    conn: &mut Conn,
    kind: &str,
    undecided: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<String>> {
    conn.all(
        "SELECT t.subject FROM trend t LEFT JOIN trend_review r ON r.kind = t.kind AND r.subject = t.subject \
         LEFT JOIN card c ON c.id = CASE WHEN t.kind = 'link' THEN CAST(t.subject AS BIGINT) END \
         LEFT JOIN trend_review s ON s.kind = 'publisher' AND s.subject = c.host \
         WHERE t.kind = $1 AND COALESCE(r.is_allowed, s.is_allowed, $2) = 1 ORDER BY t.score DESC, t.subject LIMIT $3 OFFSET $4",
        &[&kind, &undecided, &limit, &offset],
        |row| row.get(0),
    )
}

/// Decides about a subject.
pub fn review(tx: &mut Tx, kind: &str, subject: &str, is_allowed: bool, now: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO trend_review (kind, subject, is_allowed, reviewed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, subject) DO UPDATE SET is_allowed = excluded.is_allowed, reviewed_at = excluded.reviewed_at",
        &[&kind, &subject, &is_allowed, &now],
    )?;
    Ok(())
}

/// What was decided about some subjects of a kind: (subject, is it allowed).
pub fn reviews(conn: &mut Conn, kind: &str, subjects: &[String]) -> Result<Vec<(String, bool)>> {
    conn.all(
        "SELECT subject, is_allowed FROM trend_review WHERE kind = $1 AND subject IN texts($2) ORDER BY subject",
        &[&kind, &Texts(subjects.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The servers of links that trend, with what was decided about each.
pub fn publishers(conn: &mut Conn, limit: i64, offset: i64) -> Result<Vec<TrendRow>> {
    conn.all(
        "SELECT c.host, MAX(r.is_allowed) FROM trend t JOIN card c ON c.id = CASE WHEN t.kind = 'link' THEN CAST(t.subject AS BIGINT) END \
         LEFT JOIN trend_review r ON r.kind = 'publisher' AND r.subject = c.host WHERE t.kind = 'link' \
         GROUP BY c.host ORDER BY SUM(t.score) DESC, c.host LIMIT $1 OFFSET $2",
        &[&limit, &offset],
        |row| {
            Ok(TrendRow {
                subject: row.get(0)?,
                is_allowed: row.get(1)?,
            })
        },
    )
}

/// What is different about some tags: (tag, may it be listed, may it be used).
pub fn tag_rules(conn: &mut Conn, tags: &[String]) -> Result<Vec<(String, bool, bool)>> {
    conn.all(
        "SELECT tag, is_listable, is_usable FROM tag_rule WHERE tag IN texts($1) ORDER BY tag",
        &[&Texts(tags.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Decides about a tag.
pub fn set_tag_rule(tx: &mut Tx, tag: &str, is_listable: bool, is_usable: bool) -> Result<()> {
    tx.exec(
        "INSERT INTO tag_rule (tag, is_listable, is_usable) VALUES ($1, $2, $3) ON CONFLICT (tag) \
         DO UPDATE SET is_listable = excluded.is_listable, is_usable = excluded.is_usable",
        &[&tag, &is_listable, &is_usable],
    )?;
    Ok(())
}

/// Every tag that was ever used or decided about, by name.
pub fn known_tags(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT tag FROM (SELECT DISTINCT tag FROM post_tag UNION SELECT tag FROM tag_rule) known \
         WHERE tag > $1 ORDER BY tag LIMIT $2",
        &[&after, &limit],
        |row| row.get(0),
    )
}
