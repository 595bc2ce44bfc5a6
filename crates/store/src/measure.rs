//! Numbers for staff. Days are counted from 1970; every question has a beginning and an end, in microseconds.

use crate::{Conn, Result, Row};

/// How many of something there were on a day.
pub type OnDay = (i64, i64);

fn on_day(row: &Row<'_>) -> Result<OnDay> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Members who joined.
pub fn new_members(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<OnDay>> {
    conn.all(
        "SELECT created_at / 86400000000, COUNT(*) FROM member WHERE created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 1",
        &[&from, &to],
        on_day,
    )
}

/// Members who were there: wrote something, or were last seen on that day.
pub fn active_members(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<OnDay>> {
    conn.all(
        "SELECT day, COUNT(*) FROM ( \
         SELECT created_at / 86400000000 AS day, account_id FROM post WHERE origin = 'local' AND created_at >= $1 AND created_at < $2 \
         UNION SELECT last_seen_at / 86400000000, account_id FROM session WHERE last_seen_at >= $1 AND last_seen_at < $2 \
         UNION SELECT last_used_at / 86400000000, account_id FROM token \
         WHERE account_id IS NOT NULL AND last_used_at >= $1 AND last_used_at < $2) AS seen GROUP BY day ORDER BY day",
        &[&from, &to],
        on_day,
    )
}

/// Likes, boosts and answers to what members wrote.
pub fn interactions(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<OnDay>> {
    conn.all(
        "SELECT day, COUNT(*) FROM ( \
         SELECT l.id / 1024 / 86400000000 AS day FROM post_like l JOIN post p ON p.id = l.post_id \
         WHERE p.origin = 'local' AND l.id / 1024 >= $1 AND l.id / 1024 < $2 \
         UNION ALL SELECT o.created_at / 86400000000 FROM post o JOIN post p ON p.id = o.boost_of_id OR p.id = o.reply_to_id \
         WHERE p.origin = 'local' AND o.account_id <> p.account_id AND o.created_at >= $1 AND o.created_at < $2) AS done \
         GROUP BY day ORDER BY day",
        &[&from, &to],
        on_day,
    )
}

/// Reports that were made.
pub fn reports_made(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<OnDay>> {
    conn.all(
        "SELECT created_at / 86400000000, COUNT(*) FROM report WHERE created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 1",
        &[&from, &to],
        on_day,
    )
}

/// Reports that were closed.
pub fn reports_closed(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<OnDay>> {
    conn.all(
        "SELECT action_taken_at / 86400000000, COUNT(*) FROM report WHERE action_taken_at >= $1 AND action_taken_at < $2 \
         GROUP BY 1 ORDER BY 1",
        &[&from, &to],
        on_day,
    )
}

/// What is counted of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfTag {
    /// Who used it.
    Accounts,
    /// How often.
    Uses,
    /// From how many servers.
    Servers,
}

/// Uses of a folded tag in public posts.
pub fn of_tag(conn: &mut Conn, what: OfTag, tag: &str, from: i64, to: i64) -> Result<Vec<OnDay>> {
    let sql = match what {
        OfTag::Accounts => {
            "SELECT p.created_at / 86400000000, COUNT(DISTINCT p.account_id) FROM post_tag t JOIN post p ON p.id = t.post_id \
             WHERE t.tag = $3 AND p.audience = 0 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
        OfTag::Uses => {
            "SELECT p.created_at / 86400000000, COUNT(*) FROM post_tag t JOIN post p ON p.id = t.post_id \
             WHERE t.tag = $3 AND p.audience = 0 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
        OfTag::Servers => {
            "SELECT p.created_at / 86400000000, COUNT(DISTINCT a.domain_id) FROM post_tag t JOIN post p ON p.id = t.post_id \
             JOIN account a ON a.id = p.account_id \
             WHERE t.tag = $3 AND p.audience = 0 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
    };
    conn.all(sql, &[&from, &to, &tag], on_day)
}

/// What is counted of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfServer {
    /// Its people, as far as they are known here.
    Accounts,
    /// What they wrote.
    Posts,
    /// Reports about them.
    Reports,
    /// Those of them who are followed from here.
    Follows,
    /// Those of them who follow somebody here.
    Followers,
}

/// What there is of a server.
pub fn of_server(
    conn: &mut Conn,
    what: OfServer,
    host: &str,
    from: i64,
    to: i64,
) -> Result<Vec<OnDay>> {
    let sql = match what {
        OfServer::Accounts => {
            "SELECT a.id / 1024 / 86400000000, COUNT(*) FROM account a JOIN domain d ON d.id = a.domain_id \
             WHERE d.host = $3 AND a.id / 1024 >= $1 AND a.id / 1024 < $2 GROUP BY 1 ORDER BY 1"
        }
        OfServer::Posts => {
            "SELECT p.created_at / 86400000000, COUNT(*) FROM post p JOIN account a ON a.id = p.account_id \
             JOIN domain d ON d.id = a.domain_id \
             WHERE d.host = $3 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
        OfServer::Reports => {
            "SELECT r.created_at / 86400000000, COUNT(*) FROM report r JOIN account a ON a.id = r.target_id \
             JOIN domain d ON d.id = a.domain_id \
             WHERE d.host = $3 AND r.created_at >= $1 AND r.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
        OfServer::Follows => {
            "SELECT f.created_at / 86400000000, COUNT(*) FROM follow f JOIN account a ON a.id = f.followee_id \
             JOIN domain d ON d.id = a.domain_id \
             WHERE d.host = $3 AND f.state = 1 AND f.created_at >= $1 AND f.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
        OfServer::Followers => {
            "SELECT f.created_at / 86400000000, COUNT(*) FROM follow f JOIN account a ON a.id = f.follower_id \
             JOIN domain d ON d.id = a.domain_id \
             WHERE d.host = $3 AND f.state = 1 AND f.created_at >= $1 AND f.created_at < $2 GROUP BY 1 ORDER BY 1"
        }
    };
    conn.all(sql, &[&from, &to, &host], on_day)
}

/// How many of something there are under a name.
pub type Named = (String, i64);

fn named(row: &Row<'_>) -> Result<Named> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The languages that members wrote in.
pub fn languages(conn: &mut Conn, from: i64, to: i64, limit: i64) -> Result<Vec<Named>> {
    conn.all(
        "SELECT COALESCE(language, 'und'), COUNT(DISTINCT account_id) FROM post \
         WHERE origin = 'local' AND created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3",
        &[&from, &to, &limit],
        named,
    )
}

/// The apps that newcomers came with; empty for the pages of this server.
pub fn sources(conn: &mut Conn, from: i64, to: i64, limit: i64) -> Result<Vec<Named>> {
    conn.all(
        "SELECT COALESCE(p.name, ''), COUNT(*) FROM member m LEFT JOIN app p ON p.id = m.sign_up_app_id \
         WHERE m.created_at >= $1 AND m.created_at < $2 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3",
        &[&from, &to, &limit],
        named,
    )
}

/// The servers that posts came from; with a folded tag, only posts that have it.
pub fn servers(conn: &mut Conn, tag: &str, from: i64, to: i64, limit: i64) -> Result<Vec<Named>> {
    conn.all(
        "SELECT d.host, COUNT(*) FROM post p JOIN account a ON a.id = p.account_id JOIN domain d ON d.id = a.domain_id \
         WHERE p.created_at >= $1 AND p.created_at < $2 \
         AND ($4 = '' OR EXISTS (SELECT 1 FROM post_tag t WHERE t.post_id = p.id AND t.tag = $4)) \
         GROUP BY d.host ORDER BY 2 DESC, 1 LIMIT $3",
        &[&from, &to, &limit, &tag],
        named,
    )
}

/// The languages of public posts with a folded tag, or of posts of a server.
pub fn languages_of(
    conn: &mut Conn,
    tag: &str,
    host: &str,
    from: i64,
    to: i64,
    limit: i64,
) -> Result<Vec<Named>> {
    conn.all(
        "SELECT COALESCE(p.language, 'und'), COUNT(*) FROM post p JOIN account a ON a.id = p.account_id \
         JOIN domain d ON d.id = a.domain_id WHERE p.audience = 0 AND p.created_at >= $1 AND p.created_at < $2 \
         AND ($4 = '' OR EXISTS (SELECT 1 FROM post_tag t WHERE t.post_id = p.id AND t.tag = $4)) \
         AND ($5 = '' OR d.host = $5) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3",
        &[&from, &to, &limit, &tag, &host],
        named,
    )
}

/// The people of a server who are followed from here, the most followed first.
pub fn followed_of(conn: &mut Conn, host: &str, limit: i64) -> Result<Vec<Named>> {
    conn.all(
        "SELECT a.username, COUNT(*) FROM follow f JOIN account a ON a.id = f.followee_id JOIN domain d ON d.id = a.domain_id \
         WHERE d.host = $1 AND f.state = 1 GROUP BY a.id, a.username ORDER BY 2 DESC, 1 LIMIT $2",
        &[&host, &limit],
        named,
    )
}

/// When members who joined in a time were there: (account, when they joined, day on which they wrote or were last seen).
pub fn presence(conn: &mut Conn, from: i64, to: i64, limit: i64) -> Result<Vec<(i64, i64, i64)>> {
    conn.all(
        "SELECT m.account_id, m.created_at, p.created_at / 86400000000 AS day FROM member m JOIN post p ON p.account_id = m.account_id \
         WHERE m.created_at >= $1 AND m.created_at < $2 AND p.origin = 'local' \
         UNION SELECT m.account_id, m.created_at, s.last_seen_at / 86400000000 FROM member m JOIN session s \
         ON s.account_id = m.account_id WHERE m.created_at >= $1 AND m.created_at < $2 \
         UNION SELECT m.account_id, m.created_at, m.created_at / 86400000000 FROM member m \
         WHERE m.created_at >= $1 AND m.created_at < $2 ORDER BY 1, 3 LIMIT $3",
        &[&from, &to, &limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
