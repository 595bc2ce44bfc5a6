//! The feeds somebody put together: home, and their lists. Ids only, newest first; what may be seen is decided
//! where they are loaded.
//!
//! Both are questions, not tables: nothing is written when somebody posts. What is on a feed depends on the post and
//! on what its reader arranged, never on the page, so pages cut by ids are exact.
//!
//! **Each post once.** A boost is left out when its reader could read the post less than 72 hours before it: from its
//! author or a followed tag, or boosted by somebody else on the same feed. What one person writes on two networks
//! is left out the second time when its reader follows both ([`crate::same_person`]).
//!
//! **How it is asked.** A page goes through the index of each author (and tag) from its edge and merges them: on
//! SQLite one step at a time, by a recursive query that is a priority queue, on PostgreSQL a page of each. So it
//! costs as much as there are authors on the feed, however many posts there are. Whether one new post is on a feed
//! is asked of that post.

use crate::{Conn, End, Result, Window};

/// 72 hours in the unit of ids: 259,200 s × 1,000,000 × 1,024.
macro_rules! merge_span {
    () => {
        "265420800000000"
    };
}

/// The follow `f` shows what is in the language of `p`, or of `o`, which it boosts.
macro_rules! in_language {
    () => {
        "(f.languages = '' OR COALESCE(o.language, p.language) IS NULL \
         OR f.languages LIKE '%,' || COALESCE(o.language, p.language) || ',%')"
    };
}

/// The follow `f` is the reader's, and accepted.
macro_rules! my_follow {
    () => {
        "f.follower_id = $4 AND f.state = 1"
    };
}

/// The mute `x` is the reader's, and goes on.
macro_rules! my_mute {
    () => {
        "x.account_id = $4 AND (x.expires_at IS NULL OR x.expires_at > $5)"
    };
}

/// The membership `x` is in an exclusive list `l` of the reader.
macro_rules! my_exclusive {
    () => {
        "SELECT 1 FROM list_member x JOIN list l ON l.id = x.list_id WHERE l.account_id = $4 AND l.is_exclusive = 1 \
         AND x.account_id = "
    };
}

/// The tag `g` that the reader follows is on no exclusive list of theirs.
macro_rules! my_tag {
    () => {
        "g.account_id = $4 AND NOT EXISTS (SELECT 1 FROM list_tag x JOIN list l ON l.id = x.list_id \
         WHERE x.tag = g.tag AND l.account_id = $4 AND l.is_exclusive = 1)"
    };
}

/// The post `p` is a copy of `c`, on another network, by the same person, which the reader finds on their home feed.
macro_rules! is_read_there {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM post c JOIN same_person s ON s.other_id = c.account_id AND s.account_id = p.account_id \
             JOIN account w ON w.id = c.account_id JOIN follow f ON f.followee_id = c.account_id AND ",
            my_follow!(),
            " AND (f.languages = '' OR c.language IS NULL OR f.languages LIKE '%,' || c.language || ',%') \
             WHERE c.id = p.copy_of_id AND c.audience IN (0, 1) AND w.suspended_at IS NULL AND w.away_at IS NULL \
             AND (c.reply_to_account_id IS NULL OR c.reply_to_account_id = c.account_id OR c.reply_to_account_id = $4) \
             AND NOT EXISTS (",
            my_exclusive!(),
            "c.account_id) AND NOT EXISTS (SELECT 1 FROM mute x WHERE x.target_id = c.account_id AND ",
            my_mute!(),
            ") AND NOT EXISTS (SELECT 1 FROM block b WHERE b.account_id = c.account_id AND b.target_id = $4) \
             AND NOT EXISTS (SELECT 1 FROM hidden_domain h JOIN domain d ON d.host = h.host \
             WHERE h.account_id = $4 AND d.id = w.domain_id))"
        )
    };
}

/// The post `p`, a boost of `o` or of nothing, is on the home feed of `$4` at `$5`.
macro_rules! on_home {
    () => {
        concat!(
            "p.audience <> 4 AND (p.account_id = $4 OR (EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = p.account_id AND ",
            my_follow!(),
            " AND (p.boost_of_id IS NULL OR f.shows_boosts = 1) AND ",
            in_language!(),
            ") AND (p.reply_to_account_id IS NULL OR p.reply_to_account_id = p.account_id OR p.reply_to_account_id = $4 \
             OR EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = p.reply_to_account_id AND ",
            my_follow!(),
            "))) OR (p.audience = 0 AND p.boost_of_id IS NULL AND EXISTS (SELECT 1 FROM post_tag t JOIN followed_tag g \
             ON g.tag = t.tag WHERE t.post_id = p.id AND ",
            my_tag!(),
            "))) AND (p.account_id = $4 OR NOT EXISTS (",
            my_exclusive!(),
            "p.account_id)) AND NOT EXISTS (SELECT 1 FROM mute x WHERE x.target_id = p.account_id AND ",
            my_mute!(),
            ") AND (p.copy_of_id IS NULL OR NOT ",
            is_read_there!(),
            ") AND (p.boost_of_id IS NULL OR (NOT EXISTS (SELECT 1 FROM post e WHERE e.boost_of_id = p.boost_of_id \
             AND e.id < p.id AND e.id > p.id - ",
            merge_span!(),
            " AND (e.account_id = $4 OR (EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = e.account_id \
             AND f.shows_boosts = 1 AND ",
            my_follow!(),
            " AND ",
            in_language!(),
            ") AND NOT EXISTS (",
            my_exclusive!(),
            "e.account_id) AND NOT EXISTS (SELECT 1 FROM mute x WHERE x.target_id = e.account_id AND ",
            my_mute!(),
            ")))) AND NOT (o.id > p.id - ",
            merge_span!(),
            " AND (o.account_id = $4 OR (NOT EXISTS (",
            my_exclusive!(),
            "o.account_id) AND ((EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = o.account_id AND ",
            my_follow!(),
            " AND ",
            in_language!(),
            ") AND (o.reply_to_account_id IS NULL OR o.reply_to_account_id = o.account_id OR o.reply_to_account_id = $4 \
             OR EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = o.reply_to_account_id AND ",
            my_follow!(),
            "))) OR (o.audience = 0 AND EXISTS (SELECT 1 FROM post_tag t JOIN followed_tag g ON g.tag = t.tag \
             WHERE t.post_id = o.id AND ",
            my_tag!(),
            "))))))))"
        )
    };
}

/// The post `p`, a boost of `o` or of nothing, is on the list `$6` of `$4` at `$5`.
macro_rules! on_list {
    () => {
        concat!(
            "p.audience <> 4 AND ((EXISTS (SELECT 1 FROM list_member k WHERE k.list_id = $6 AND k.account_id = p.account_id) \
             AND (p.account_id = $4 OR EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = p.account_id AND ",
            my_follow!(),
            " AND (p.boost_of_id IS NULL OR f.shows_boosts = 1) AND ",
            in_language!(),
            ")) AND (p.reply_to_account_id IS NULL OR p.reply_to_account_id = p.account_id OR p.reply_to_account_id = $4 \
             OR EXISTS (SELECT 1 FROM list l WHERE l.id = $6 AND ((l.replies = 'followed' AND EXISTS (SELECT 1 FROM follow f \
             WHERE f.followee_id = p.reply_to_account_id AND ",
            my_follow!(),
            ")) OR (l.replies = 'list' AND EXISTS (SELECT 1 FROM list_member k WHERE k.list_id = $6 \
             AND k.account_id = p.reply_to_account_id)))))) OR (p.audience = 0 AND p.boost_of_id IS NULL \
             AND EXISTS (SELECT 1 FROM post_tag t JOIN list_tag g ON g.tag = t.tag WHERE t.post_id = p.id AND g.list_id = $6))) \
             AND NOT EXISTS (SELECT 1 FROM mute x WHERE x.target_id = p.account_id AND ",
            my_mute!(),
            ") AND (p.boost_of_id IS NULL OR (NOT EXISTS (SELECT 1 FROM post e JOIN list_member k ON k.account_id = e.account_id \
             WHERE e.boost_of_id = p.boost_of_id AND k.list_id = $6 AND e.id < p.id AND e.id > p.id - ",
            merge_span!(),
            " AND (e.account_id = $4 OR EXISTS (SELECT 1 FROM follow f WHERE f.followee_id = e.account_id \
             AND f.shows_boosts = 1 AND ",
            my_follow!(),
            ")) AND NOT EXISTS (SELECT 1 FROM mute x WHERE x.target_id = e.account_id AND ",
            my_mute!(),
            ")) AND NOT (o.id > p.id - ",
            merge_span!(),
            " AND o.reply_to_account_id IS NULL AND EXISTS (SELECT 1 FROM list_member k WHERE k.list_id = $6 \
             AND k.account_id = o.account_id))))"
        )
    };
}

/// Whose posts may be on the home feed.
macro_rules! home_authors {
    () => {
        concat!(
            "(SELECT f.followee_id AS author FROM follow f WHERE ",
            my_follow!(),
            " UNION ALL SELECT $4) AS s"
        )
    };
}

/// Whose posts may be on the list.
macro_rules! list_authors {
    () => {
        "(SELECT k.account_id AS author FROM list_member k WHERE k.list_id = $6) AS s"
    };
}

/// Which tags bring posts to the home feed.
macro_rules! home_tags {
    () => {
        "(SELECT g.tag FROM followed_tag g WHERE g.account_id = $4) AS s"
    };
}

/// Which tags bring posts to the list.
macro_rules! list_tags {
    () => {
        "(SELECT g.tag FROM list_tag g WHERE g.list_id = $6) AS s"
    };
}

macro_rules! posts {
    () => {
        "post p LEFT JOIN post o ON o.id = p.boost_of_id"
    };
}

/// The first step of the merge: the newest post of each author.
macro_rules! newest_of_author {
    () => {
        "WITH RECURSIVE merged(id, author, tag) AS (SELECT (SELECT MAX(q.id) FROM post q WHERE q.account_id = s.author \
         AND q.id < $1 AND q.id > $2), s.author, '' FROM "
    };
}

/// …and with each tag.
macro_rules! newest_of_tag {
    () => {
        " UNION ALL SELECT (SELECT MAX(t.post_id) FROM post_tag t WHERE t.tag = s.tag AND t.post_id < $1 \
         AND t.post_id > $2), 0, s.tag FROM "
    };
}

/// The next steps: always the newest of all that were found, and then what comes before it from the same source.
macro_rules! then_older {
    () => {
        concat!(
            " UNION ALL SELECT CASE WHEN m.tag = '' THEN (SELECT MAX(q.id) FROM post q WHERE q.account_id = m.author \
             AND q.id < m.id AND q.id > $2) ELSE (SELECT MAX(t.post_id) FROM post_tag t WHERE t.tag = m.tag \
             AND t.post_id < m.id AND t.post_id > $2) END, m.author, m.tag FROM merged m WHERE m.id IS NOT NULL \
             ORDER BY 1 DESC LIMIT -1) SELECT DISTINCT p.id FROM merged m CROSS JOIN ",
            posts!(),
            " WHERE p.id = m.id AND "
        )
    };
}

/// The same from the other end.
macro_rules! oldest_of_author {
    () => {
        "WITH RECURSIVE merged(id, author, tag) AS (SELECT (SELECT MIN(q.id) FROM post q WHERE q.account_id = s.author \
         AND q.id < $1 AND q.id > $2), s.author, '' FROM "
    };
}

macro_rules! oldest_of_tag {
    () => {
        " UNION ALL SELECT (SELECT MIN(t.post_id) FROM post_tag t WHERE t.tag = s.tag AND t.post_id < $1 \
         AND t.post_id > $2), 0, s.tag FROM "
    };
}

macro_rules! then_newer {
    () => {
        concat!(
            " UNION ALL SELECT CASE WHEN m.tag = '' THEN (SELECT MIN(q.id) FROM post q WHERE q.account_id = m.author \
             AND q.id > m.id AND q.id < $1) ELSE (SELECT MIN(t.post_id) FROM post_tag t WHERE t.tag = m.tag \
             AND t.post_id > m.id AND t.post_id < $1) END, m.author, m.tag FROM merged m WHERE m.id IS NOT NULL \
             ORDER BY 1 ASC LIMIT -1) SELECT DISTINCT p.id FROM merged m CROSS JOIN ",
            posts!(),
            " WHERE p.id = m.id AND "
        )
    };
}

/// A page of each author, on PostgreSQL.
macro_rules! page_of_author {
    () => {
        concat!(
            " CROSS JOIN LATERAL (SELECT p.id FROM ",
            posts!(),
            " WHERE p.account_id = s.author AND p.id < $1 AND p.id > $2 AND "
        )
    };
}

/// …and of each tag.
macro_rules! page_of_tag {
    () => {
        concat!(
            " CROSS JOIN LATERAL (SELECT p.id FROM post_tag w CROSS JOIN ",
            posts!(),
            " WHERE p.id = w.post_id AND w.tag = s.tag AND w.post_id < $1 AND w.post_id > $2 AND "
        )
    };
}

const HOME_NEWEST_SQLITE: &str = concat!(
    newest_of_author!(),
    home_authors!(),
    newest_of_tag!(),
    home_tags!(),
    then_older!(),
    on_home!(),
    " LIMIT $3"
);

const HOME_NEWEST_POSTGRES: &str = concat!(
    "SELECT y.id FROM ",
    home_authors!(),
    page_of_author!(),
    on_home!(),
    " ORDER BY p.id DESC LIMIT $3) AS y UNION SELECT y.id FROM ",
    home_tags!(),
    page_of_tag!(),
    on_home!(),
    " ORDER BY w.post_id DESC LIMIT $3) AS y ORDER BY 1 DESC LIMIT $3"
);

const HOME_OLDEST_SQLITE: &str = concat!(
    oldest_of_author!(),
    home_authors!(),
    oldest_of_tag!(),
    home_tags!(),
    then_newer!(),
    on_home!(),
    " LIMIT $3"
);

const HOME_OLDEST_POSTGRES: &str = concat!(
    "SELECT y.id FROM ",
    home_authors!(),
    page_of_author!(),
    on_home!(),
    " ORDER BY p.id ASC LIMIT $3) AS y UNION SELECT y.id FROM ",
    home_tags!(),
    page_of_tag!(),
    on_home!(),
    " ORDER BY w.post_id ASC LIMIT $3) AS y ORDER BY 1 ASC LIMIT $3"
);

const HOME_ONE: &str = concat!(
    "SELECT p.id FROM ",
    posts!(),
    " WHERE p.id < $1 AND p.id > $2 AND ",
    on_home!(),
    " ORDER BY p.id DESC LIMIT $3"
);

const LIST_NEWEST_SQLITE: &str = concat!(
    newest_of_author!(),
    list_authors!(),
    newest_of_tag!(),
    list_tags!(),
    then_older!(),
    on_list!(),
    " LIMIT $3"
);

const LIST_NEWEST_POSTGRES: &str = concat!(
    "SELECT y.id FROM ",
    list_authors!(),
    page_of_author!(),
    on_list!(),
    " ORDER BY p.id DESC LIMIT $3) AS y UNION SELECT y.id FROM ",
    list_tags!(),
    page_of_tag!(),
    on_list!(),
    " ORDER BY w.post_id DESC LIMIT $3) AS y ORDER BY 1 DESC LIMIT $3"
);

const LIST_OLDEST_SQLITE: &str = concat!(
    oldest_of_author!(),
    list_authors!(),
    oldest_of_tag!(),
    list_tags!(),
    then_newer!(),
    on_list!(),
    " LIMIT $3"
);

const LIST_OLDEST_POSTGRES: &str = concat!(
    "SELECT y.id FROM ",
    list_authors!(),
    page_of_author!(),
    on_list!(),
    " ORDER BY p.id ASC LIMIT $3) AS y UNION SELECT y.id FROM ",
    list_tags!(),
    page_of_tag!(),
    on_list!(),
    " ORDER BY w.post_id ASC LIMIT $3) AS y ORDER BY 1 ASC LIMIT $3"
);

const LIST_ONE: &str = concat!(
    "SELECT p.id FROM ",
    posts!(),
    " WHERE p.id < $1 AND p.id > $2 AND ",
    on_list!(),
    " ORDER BY p.id DESC LIMIT $3"
);

/// The newest posts of those an account follows and with tags it follows, and its own.
///
/// Private mentions have their own inbox and are not here; answers to people one does not follow are left out, and
/// so are members of exclusive lists.
pub fn home(conn: &mut Conn, account: i64, now: i64, window: &Window) -> Result<Vec<i64>> {
    let sql = match (is_of_one(window), window.from) {
        (true, _) => HOME_ONE,
        (false, End::Newest) => conn.pick(HOME_NEWEST_SQLITE, HOME_NEWEST_POSTGRES),
        (false, End::Oldest) => conn.pick(HOME_OLDEST_SQLITE, HOME_OLDEST_POSTGRES),
    };
    let rows = conn.all(
        sql,
        &[&window.below, &window.above, &window.limit, &account, &now],
        |row| row.get(0),
    )?;
    Ok(window.arrange(rows))
}

/// The newest posts of the accounts and with the tags on a list of `account`, which must be its own.
pub fn list(
    conn: &mut Conn,
    account: i64,
    list: i64,
    now: i64,
    window: &Window,
) -> Result<Vec<i64>> {
    let sql = match (is_of_one(window), window.from) {
        (true, _) => LIST_ONE,
        (false, End::Newest) => conn.pick(LIST_NEWEST_SQLITE, LIST_NEWEST_POSTGRES),
        (false, End::Oldest) => conn.pick(LIST_OLDEST_SQLITE, LIST_OLDEST_POSTGRES),
    };
    let rows = conn.all(
        sql,
        &[
            &window.below,
            &window.above,
            &window.limit,
            &account,
            &now,
            &list,
        ],
        |row| row.get(0),
    )?;
    Ok(window.arrange(rows))
}

/// Whether a window is about one post.
const fn is_of_one(window: &Window) -> bool {
    window.below.saturating_sub(window.above) <= 2
}
