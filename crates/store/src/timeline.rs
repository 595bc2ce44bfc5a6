//! Which posts are on which feed: ids only, newest first. What may be seen is decided where they are loaded.

use crate::window::{Window, windowed};
use crate::{Conn, Engine, Result, Texts};

pub use crate::feed::{home, list};

/// Whose public posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    Everyone,
    /// Only of people here.
    Local,
    /// Only of people elsewhere.
    Remote,
}

impl Whose {
    /// (least, most) of "is local" that a row may have.
    const fn bounds(self) -> (i64, i64) {
        match self {
            Self::Everyone => (0, 1),
            Self::Local => (1, 1),
            Self::Remote => (0, 0),
        }
    }
}

/// Public posts; `with_local_only` adds what is for members of this community alone.
pub fn public(
    conn: &mut Conn,
    whose: Whose,
    only_media: bool,
    with_local_only: bool,
    window: &Window,
) -> Result<Vec<i64>> {
    if whose == Whose::Local {
        return windowed!(
            conn,
            window,
            "SELECT p.id FROM post p WHERE p.origin = 'local' AND p.boost_of_id IS NULL AND (p.audience = 0 OR (p.audience = 5 AND $5 = 1)) \
             AND NOT EXISTS (SELECT 1 FROM account s WHERE s.id = p.account_id AND s.silenced_at IS NOT NULL) \
             AND ($4 = 0 OR p.media <> '[]') AND (p.reply_to_account_id IS NULL OR p.reply_to_account_id = p.account_id)",
            "p.id",
            [&only_media, &with_local_only],
            |row| row.get(0)
        );
    }
    let (least, most) = whose.bounds();
    windowed!(
        conn,
        window,
        "SELECT p.id FROM post p WHERE p.boost_of_id IS NULL AND (p.audience = 0 OR (p.audience = 5 AND $7 = 1)) \
         AND NOT EXISTS (SELECT 1 FROM account s WHERE s.id = p.account_id AND s.silenced_at IS NOT NULL) \
         AND (CASE WHEN p.origin = 'local' THEN 1 ELSE 0 END) BETWEEN $5 AND $6 \
         AND ($4 = 0 OR p.media <> '[]') AND (p.reply_to_account_id IS NULL OR p.reply_to_account_id = p.account_id)",
        "p.id",
        [&only_media, &least, &most, &with_local_only],
        |row| row.get(0)
    )
}

/// Which tags a post must and must not have. All folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// At least one of these.
    pub any: Vec<String>,
    /// Every one of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

/// Public posts with tags: a page of each tag that it may have, from that tag's own index, merged.
pub fn tagged(
    conn: &mut Conn,
    tags: &Tags,
    whose: Whose,
    only_media: bool,
    window: &Window,
) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for tag in &tags.any {
        found.extend(with_tag(conn, tag, tags, whose, only_media, window)?);
    }
    Ok(window.merge(found))
}

fn with_tag(
    conn: &mut Conn,
    tag: &str,
    tags: &Tags,
    whose: Whose,
    only_media: bool,
    window: &Window,
) -> Result<Vec<i64>> {
    let (least, most) = whose.bounds();
    let wanted = i64::try_from(tags.all.len()).unwrap_or(i64::MAX);
    windowed!(
        conn,
        window,
        "SELECT w.post_id FROM post_tag w CROSS JOIN post p WHERE w.tag = $4 AND p.id = w.post_id \
         AND p.boost_of_id IS NULL AND p.audience = 0 \
         AND NOT EXISTS (SELECT 1 FROM account s WHERE s.id = p.account_id AND s.silenced_at IS NOT NULL) \
         AND (SELECT COUNT(*) FROM post_tag t WHERE t.post_id = p.id AND t.tag IN texts($5)) = $6 \
         AND NOT EXISTS (SELECT 1 FROM post_tag t WHERE t.post_id = p.id AND t.tag IN texts($7)) \
         AND (CASE WHEN p.origin = 'local' THEN 1 ELSE 0 END) BETWEEN $8 AND $9 AND ($10 = 0 OR p.media <> '[]')",
        "w.post_id",
        [
            &tag,
            &Texts(tags.all.clone()),
            &wanted,
            &Texts(tags.none.clone()),
            &least,
            &most,
            &only_media
        ],
        |row| row.get(0)
    )
}

/// What part of somebody's posts is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfAccount {
    /// Leave out answers to others.
    pub exclude_replies: bool,
    /// Leave out boosts.
    pub exclude_boosts: bool,
    /// Only with files.
    pub only_media: bool,
    /// Only with this folded tag.
    pub tagged: Option<String>,
}

/// Somebody's posts and boosts.
pub fn of_account(
    conn: &mut Conn,
    account: i64,
    part: &OfAccount,
    window: &Window,
) -> Result<Vec<i64>> {
    windowed!(
        conn,
        window,
        "SELECT p.id FROM post p WHERE p.account_id = $4 AND p.audience <> 4 \
         AND ($5 = 0 OR p.reply_to_account_id IS NULL OR p.reply_to_account_id = p.account_id) \
         AND ($6 = 0 OR p.boost_of_id IS NULL) AND ($7 = 0 OR p.media <> '[]') \
         AND ($8 = '' OR EXISTS (SELECT 1 FROM post_tag t WHERE t.post_id = p.id AND t.tag = $8))",
        "p.id",
        [
            &account,
            &part.exclude_replies,
            &part.exclude_boosts,
            &part.only_media,
            &part.tagged.as_deref().unwrap_or("")
        ],
        |row| row.get(0)
    )
}

/// What somebody pinned to their profile, newest pin first.
pub fn pinned(conn: &mut Conn, account: i64) -> Result<Vec<i64>> {
    conn.all(
        "SELECT post_id FROM pin WHERE account_id = $1 ORDER BY id DESC LIMIT 20",
        &[&account],
        |row| row.get(0),
    )
}

/// What everybody may read of an account, for its outbox: public and quiet posts and boosts.
pub fn open_of_account(conn: &mut Conn, account: i64, window: &Window) -> Result<Vec<i64>> {
    windowed!(
        conn,
        window,
        "SELECT p.id FROM post p WHERE p.account_id = $4 AND p.audience IN (0, 1)",
        "p.id",
        [&account],
        |row| row.get(0)
    )
}

/// What the network of somebody calls their newest posts and boosts.
pub fn newest_uris(conn: &mut Conn, account: i64, limit: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT uri FROM post WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
        &[&account, &limit],
        |row| row.get(0),
    )
}

/// Tags are read from one to the next, not post by post; so many are ranked.
const SEARCH_TAGS_SQLITE: &str = "WITH RECURSIVE found (tag, place) AS (\
     SELECT MIN(tag), 1 FROM post_tag WHERE tag >= $1 AND tag < $4 UNION ALL \
     SELECT (SELECT MIN(n.tag) FROM post_tag n WHERE n.tag > found.tag AND n.tag < $4), found.place + 1 \
     FROM found WHERE found.tag IS NOT NULL AND found.place < 60) \
     SELECT f.tag FROM found f WHERE f.tag IS NOT NULL \
     AND EXISTS (SELECT 1 FROM post_tag t JOIN post p ON p.id = t.post_id WHERE t.tag = f.tag AND p.audience = 0) \
     ORDER BY CASE WHEN f.tag = $1 THEN 0 ELSE 1 END, \
     (SELECT COUNT(*) FROM (SELECT 1 FROM post_tag t WHERE t.tag = f.tag LIMIT 100)) DESC, f.tag LIMIT $2 OFFSET $3";
const SEARCH_TAGS_POSTGRES: &str = "SELECT t.tag FROM post_tag t JOIN post p ON p.id = t.post_id \
     WHERE t.tag LIKE $4 ESCAPE '\\' AND p.audience = 0 \
     GROUP BY t.tag ORDER BY CASE WHEN t.tag = $1 THEN 0 ELSE 1 END, LEAST(COUNT(*), 100) DESC, t.tag COLLATE \"C\" LIMIT $2 OFFSET $3";

/// Tags that begin with what was typed and are in a public post: the very word first, then the most used.
pub fn search_tags(
    conn: &mut Conn,
    typed_folded: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<String>> {
    let end = match conn.engine() {
        Engine::Sqlite => format!("{typed_folded}{}", char::MAX),
        Engine::Postgres => crate::account::starts_with(typed_folded),
    };
    conn.all(
        conn.pick(SEARCH_TAGS_SQLITE, SEARCH_TAGS_POSTGRES),
        &[&typed_folded, &limit, &offset, &end],
        |row| row.get(0),
    )
}
