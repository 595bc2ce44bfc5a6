//! What people are told of, what belongs together as one.

use std::collections::HashMap;

use crate::notification::Wanted;
use crate::window::Window;
use crate::{Conn, Ids, Result, Texts, Tx};

/// What begins the key of a notification that stands alone; its id follows.
pub const ALONE: &str = "ungrouped-";

/// How many people of a group are given.
const PEOPLE: usize = 8;

/// A group on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// What its notifications have in common.
    pub key: String,
    /// The word of their kind.
    pub kind: String,
    /// The post that they are about; 0 for none.
    pub post_id: i64,
    /// How many there are, on all pages.
    pub total: i64,
    /// The newest of them.
    pub newest_id: i64,
    /// The newest that is on the page; 0 when there is none.
    pub page_max_id: i64,
    /// The oldest that is on the page; 0 when there is none.
    pub page_min_id: i64,
    /// When the newest that is on the page was told; 0 when there is none.
    pub page_at: i64,
    /// Who did it, newest first; not more than eight.
    pub people: Vec<i64>,
}

/// The place of a group on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its key.
    pub key: String,
    /// The notification by which it stands where it stands.
    pub id: i64,
}

/// A page looks at this many notifications at most.
const NEWEST: &str = "SELECT looked.key, MAX(looked.id) FROM (SELECT n.id AS id, CASE WHEN n.group_key <> '' \
    AND n.kind IN texts($6) THEN n.group_key ELSE 'ungrouped-' || n.id END AS key FROM notification n \
    WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2 AND n.kind IN texts($5) AND ($7 = 0 OR n.from_id = $7) \
    AND ($8 = 1 OR n.is_filtered = 0) ORDER BY n.id DESC LIMIT 4000) AS looked \
    GROUP BY looked.key ORDER BY MAX(looked.id) DESC LIMIT $3";
const OLDEST: &str = "SELECT looked.key, MIN(looked.id) FROM (SELECT n.id AS id, CASE WHEN n.group_key <> '' \
    AND n.kind IN texts($6) THEN n.group_key ELSE 'ungrouped-' || n.id END AS key FROM notification n \
    WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2 AND n.kind IN texts($5) AND ($7 = 0 OR n.from_id = $7) \
    AND ($8 = 1 OR n.is_filtered = 0) ORDER BY n.id ASC LIMIT 4000) AS looked \
    GROUP BY looked.key ORDER BY MIN(looked.id) ASC LIMIT $3";

/// Which groups are on a page. Only notifications of the kinds in `grouped` come together.
pub fn heads(
    conn: &mut Conn,
    wanted: &Wanted,
    grouped: &[String],
    window: &Window,
) -> Result<Vec<Head>> {
    let heads = conn.all(
        window.pick(NEWEST, OLDEST),
        &[
            &window.below,
            &window.above,
            &window.limit,
            &wanted.account,
            &Texts(wanted.kinds.clone()),
            &Texts(grouped.to_vec()),
            &wanted.from,
            &wanted.with_filtered,
        ],
        |row| {
            Ok(Head {
                key: row.get(0)?,
                id: row.get(1)?,
            })
        },
    )?;
    Ok(window.arrange(heads))
}

struct Member {
    id: i64,
    key: String,
    kind: String,
    post_id: i64,
    from_id: i64,
    total: i64,
    page: (i64, i64, i64),
}

/// The groups with these keys, in their order; those without any notification are left out. `page` says from which to
/// which notification the page goes.
pub fn load(
    conn: &mut Conn,
    account: i64,
    keys: &[String],
    with_filtered: bool,
    page: (i64, i64),
) -> Result<Vec<GroupRow>> {
    let alone: Vec<i64> = keys
        .iter()
        .filter_map(|key| key.strip_prefix(ALONE)?.parse().ok())
        .collect();
    let members = conn.all(
        "SELECT m.id, m.key, m.kind, m.post_id, m.from_id, m.total, m.page_max, m.page_min, m.page_at FROM \
         (SELECT k.id, k.key, k.kind, k.post_id, k.from_id, \
         ROW_NUMBER() OVER (PARTITION BY k.key ORDER BY k.id DESC) AS place, COUNT(*) OVER (PARTITION BY k.key) AS total, \
         MAX(CASE WHEN k.id BETWEEN $5 AND $6 THEN k.id ELSE 0 END) OVER (PARTITION BY k.key) AS page_max, \
         MIN(CASE WHEN k.id BETWEEN $5 AND $6 THEN k.id ELSE k.id + $6 END) OVER (PARTITION BY k.key) AS page_min, \
         MAX(CASE WHEN k.id BETWEEN $5 AND $6 THEN k.created_at ELSE 0 END) OVER (PARTITION BY k.key) AS page_at \
         FROM (SELECT n.id, CASE WHEN n.id IN ids($3) THEN 'ungrouped-' || n.id ELSE n.group_key END AS key, n.kind, \
         n.post_id, n.from_id, n.created_at FROM notification n WHERE n.account_id = $1 \
         AND ((n.group_key <> '' AND n.group_key IN texts($2)) OR n.id IN ids($3)) AND ($4 = 1 OR n.is_filtered = 0)) AS k) AS m \
         WHERE m.place <= 8 ORDER BY m.id DESC",
        &[
            &account,
            &Texts(keys.to_vec()),
            &Ids(alone),
            &with_filtered,
            &page.0,
            &page.1,
        ],
        |row| {
            Ok(Member {
                id: row.get(0)?,
                key: row.get(1)?,
                kind: row.get(2)?,
                post_id: row.get(3)?,
                from_id: row.get(4)?,
                total: row.get(5)?,
                page: (row.get(6)?, row.get(7)?, row.get(8)?),
            })
        },
    )?;
    let mut groups: HashMap<String, GroupRow> = HashMap::new();
    for member in members {
        let (page_max_id, page_min_id, page_at) = member.page;
        let group = groups
            .entry(member.key.clone())
            .or_insert_with(|| GroupRow {
                key: member.key,
                kind: member.kind,
                post_id: member.post_id,
                total: member.total,
                newest_id: member.id,
                page_max_id,
                page_min_id: page_min_id.min(page_max_id),
                page_at,
                people: Vec::new(),
            });
        if group.people.len() < PEOPLE && !group.people.contains(&member.from_id) {
            group.people.push(member.from_id);
        }
    }
    Ok(keys.iter().filter_map(|key| groups.remove(key)).collect())
}

/// Who did what a group tells of, newest first, 80 at most.
pub fn people(conn: &mut Conn, account: i64, key: &str) -> Result<Vec<i64>> {
    let alone = alone(key);
    conn.all(
        "SELECT from_id FROM notification WHERE account_id = $1 AND ((group_key <> '' AND group_key = $2) OR id = $3) \
         GROUP BY from_id ORDER BY MAX(id) DESC LIMIT 80",
        &[&account, &key, &alone],
        |row| row.get(0),
    )
}

/// Removes a whole group. `false` when there was none.
pub fn dismiss(tx: &mut Tx, account: i64, key: &str) -> Result<bool> {
    let alone = alone(key);
    Ok(tx.exec(
        "DELETE FROM notification WHERE account_id = $1 AND ((group_key <> '' AND group_key = $2) OR id = $3)",
        &[&account, &key, &alone],
    )? > 0)
}

/// How many groups are newer than what was read; counts to `most` at most.
pub fn count_unread(
    conn: &mut Conn,
    wanted: &Wanted,
    grouped: &[String],
    most: i64,
) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM (SELECT DISTINCT CASE WHEN group_key <> '' AND kind IN texts($6) THEN group_key \
         ELSE 'ungrouped-' || id END FROM notification WHERE account_id = $1 AND id > COALESCE((SELECT last_read_id \
         FROM marker WHERE account_id = $1 AND timeline = 'notifications'), 0) AND kind IN texts($3) \
         AND ($4 = 0 OR from_id = $4) AND ($5 = 1 OR is_filtered = 0) LIMIT $2) AS unread",
        &[
            &wanted.account,
            &most,
            &Texts(wanted.kinds.clone()),
            &wanted.from,
            &wanted.with_filtered,
            &Texts(grouped.to_vec()),
        ],
        |row| row.get(0),
    )
}

/// The id of a notification that stands alone; 0 when the key is another.
fn alone(key: &str) -> i64 {
    key.strip_prefix(ALONE)
        .and_then(|id| id.parse().ok())
        .unwrap_or(0)
}
