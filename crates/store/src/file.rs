//! The names of files. Their bytes are kept elsewhere, by SHA-256, while any name stands for them.

use crate::{Conn, Ids, Result, Tx};

/// A name of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Under which it is served.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// How many bytes it has.
    pub length: i64,
    /// What it is for.
    pub usage: &'static str,
    /// The id of that.
    pub owner_id: i64,
    /// Since when it is there.
    pub created_at: i64,
}

/// For a row of `media`.
pub const MEDIA: &str = "media";
/// The picture of an account.
pub const AVATAR: &str = "avatar";
/// The banner of an account.
pub const HEADER: &str = "header";
/// A custom emoji.
pub const EMOJI: &str = "emoji";
/// For a row of `repo_blob`.
pub const BLOB: &str = "blob";
/// For a row of `open_file`.
pub const OPEN: &str = "open";
/// For a row of `story`.
pub const STORY: &str = "story";

/// Adds a name.
pub fn insert(tx: &mut Tx, row: &FileRow) -> Result<()> {
    tx.exec(
        "INSERT INTO file (name, digest, length, use, owner_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            &row.name,
            &row.digest,
            &row.length,
            &row.usage,
            &row.owner_id,
            &row.created_at,
        ],
    )?;
    Ok(())
}

/// A file that may be given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFile {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// How many bytes it has.
    pub length: i64,
    /// Whether it is part of what somebody posted; it is the face of somebody or of something when not.
    pub is_media: bool,
    /// For whom the post is that it belongs to, as `model::Audience::code` says it.
    pub audience: Option<i64>,
}

/// The file with this name, unless it is nobody's any more: its owner is suspended or gone, or its post was deleted.
pub fn open(conn: &mut Conn, name: &str) -> Result<Option<OpenFile>> {
    conn.opt(
        "SELECT f.digest, f.use, p.audience, f.length FROM file f \
         LEFT JOIN media m ON f.use = 'media' AND m.id = f.owner_id \
         LEFT JOIN story s ON f.use = 'story' AND s.id = f.owner_id \
         LEFT JOIN post p ON p.id = m.post_id \
         LEFT JOIN account a ON a.id = COALESCE(m.account_id, s.account_id, f.owner_id) \
         WHERE f.name = $1 AND m.revoked_at IS NULL AND (f.use = 'emoji' \
         OR a.id IS NOT NULL AND a.suspended_at IS NULL AND (f.use <> 'media' OR m.id IS NOT NULL) \
         AND (f.use <> 'story' OR s.id IS NOT NULL))",
        &[&name],
        |row| {
            Ok(OpenFile {
                digest: row.get(0)?,
                is_media: [MEDIA, STORY].contains(&row.get::<String>(1)?.as_str()),
                audience: row.get(2)?,
                length: row.get(3)?,
            })
        },
    )
}

/// Gives the names of an uploaded file to a story.
pub fn hand_to_story(tx: &mut Tx, media: i64, story: i64) -> Result<()> {
    tx.exec(
        "UPDATE file SET use = 'story', owner_id = $2 WHERE use = 'media' AND owner_id = $1",
        &[&media, &story],
    )?;
    Ok(())
}

/// Removes the names that some owners have for a use, but `keep`. The digests that have no name left come back: their
/// bytes can go.
pub fn release(tx: &mut Tx, usage: &str, owners: &[i64], keep: &[String]) -> Result<Vec<String>> {
    let names = tx.all(
        "SELECT name FROM file WHERE owner_id IN ids($1) AND use = $2",
        &[&Ids(owners.to_vec()), &usage],
        |row| row.get::<String>(0),
    )?;
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| !keep.contains(name))
        .collect();
    remove(tx, &names)
}

/// Removes names whose owner is gone, `limit` at most. The digests that have no name left come back.
pub fn release_stray(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<String>> {
    let names = tx.all(
        "SELECT f.name FROM file f WHERE f.created_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM media m WHERE f.use = 'media' AND m.id = f.owner_id) \
         AND NOT EXISTS (SELECT 1 FROM story s WHERE f.use = 'story' AND s.id = f.owner_id) \
         AND NOT EXISTS (SELECT 1 FROM repo_blob b WHERE f.use = 'blob' AND b.id = f.owner_id) \
         AND NOT EXISTS (SELECT 1 FROM open_file o WHERE f.use = 'open' AND o.id = f.owner_id) \
         AND NOT EXISTS (SELECT 1 FROM account a WHERE f.use IN ('avatar', 'header') AND a.id = f.owner_id) \
         AND f.use <> 'emoji' ORDER BY f.created_at LIMIT $2",
        &[&before, &limit],
        |row| row.get::<String>(0),
    )?;
    remove(tx, &names)
}

/// What files of one use and one kind weigh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightRow {
    /// What they are for.
    pub usage: String,
    /// The end of their names, without the dot.
    pub extension: String,
    /// How many names there are.
    pub files: i64,
    /// Bytes, as if each name had its own.
    pub bytes: i64,
}

/// What all files weigh, by use and kind.
pub fn weigh(conn: &mut Conn) -> Result<Vec<WeightRow>> {
    // A name is 43 characters of chance, a dot, and the end.
    conn.all(
        "SELECT use, SUBSTR(name, 45), COUNT(*), CAST(SUM(length) AS BIGINT) FROM file GROUP BY 1, 2 ORDER BY 1, 2",
        &[],
        |row| {
            Ok(WeightRow {
                usage: row.get(0)?,
                extension: row.get(1)?,
                files: row.get(2)?,
                bytes: row.get(3)?,
            })
        },
    )
}

/// What is kept: (files, bytes), each once however many names it has, and how many are being written now.
pub fn weigh_kept(conn: &mut Conn) -> Result<(i64, i64, i64)> {
    conn.one(
        "SELECT (SELECT COUNT(DISTINCT digest) FROM file), \
         (SELECT CAST(COALESCE(SUM(f.length), 0) AS BIGINT) FROM (SELECT MAX(length) AS length FROM file GROUP BY digest) f), \
         (SELECT COUNT(*) FROM file_pending)",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Notes that bytes are about to be written, under the id of the attempt.
pub fn begin(tx: &mut Tx, id: i64, digests: &[String], now: i64) -> Result<()> {
    for digest in digests {
        tx.exec(
            "INSERT INTO file_pending (id, digest, begun_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&id, digest, &now],
        )?;
    }
    Ok(())
}

/// Forgets an attempt: the bytes have their names now, or will not get any. Those that have none come back.
pub fn settle(tx: &mut Tx, id: i64) -> Result<Vec<String>> {
    let digests = tx.all(
        "DELETE FROM file_pending WHERE id = $1 RETURNING digest",
        &[&id],
        |row| row.get::<String>(0),
    )?;
    nameless(tx, digests)
}

/// Forgets attempts that began before a time and never ended, `limit` bytes-to-be at most. Those without a name come
/// back.
pub fn settle_stale(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<String>> {
    let digests = tx.all(
        "DELETE FROM file_pending WHERE id IN (SELECT id FROM file_pending WHERE begun_at < $1 \
         ORDER BY begun_at LIMIT $2) RETURNING digest",
        &[&before, &limit],
        |row| row.get::<String>(0),
    )?;
    nameless(tx, digests)
}

fn remove(tx: &mut Tx, names: &[String]) -> Result<Vec<String>> {
    let mut digests = Vec::new();
    for name in names {
        let digest = tx.opt(
            "DELETE FROM file WHERE name = $1 RETURNING digest",
            &[name],
            |row| row.get::<String>(0),
        )?;
        digests.extend(digest);
    }
    nameless(tx, digests)
}

/// Those that have no name, and that nobody is about to name.
fn nameless(tx: &mut Tx, mut digests: Vec<String>) -> Result<Vec<String>> {
    digests.sort_unstable();
    digests.dedup();
    let mut nameless = Vec::new();
    for digest in digests {
        let is_named: bool = tx.one(
            "SELECT EXISTS (SELECT 1 FROM file WHERE digest = $1) \
             OR EXISTS (SELECT 1 FROM file_pending WHERE digest = $1)",
            &[&digest],
            |row| row.get(0),
        )?;
        if !is_named {
            nameless.push(digest);
        }
    }
    Ok(nameless)
}
