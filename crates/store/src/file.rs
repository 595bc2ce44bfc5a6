//! The names of files. Their bytes are kept elsewhere, by SHA-256, while any name stands for them.

use crate::{Conn, Ids, Result, Tx};

/// A name of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Under which it is served.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
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

/// Adds a name.
pub fn insert(tx: &mut Tx, row: &FileRow) -> Result<()> {
    tx.exec(
        "INSERT INTO file (name, digest, use, owner_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            &row.name,
            &row.digest,
            &row.usage,
            &row.owner_id,
            &row.created_at,
        ],
    )?;
    Ok(())
}

/// The digest of the file with this name.
pub fn find(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    conn.opt("SELECT digest FROM file WHERE name = $1", &[&name], |row| {
        row.get(0)
    })
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
         AND NOT EXISTS (SELECT 1 FROM account a WHERE f.use IN ('avatar', 'header') AND a.id = f.owner_id) \
         AND f.use <> 'emoji' ORDER BY f.created_at LIMIT $2",
        &[&before, &limit],
        |row| row.get::<String>(0),
    )?;
    remove(tx, &names)
}

fn remove(tx: &mut Tx, names: &[String]) -> Result<Vec<String>> {
    let mut digests = Vec::new();
    for name in names {
        let digest = tx.opt(
            "DELETE FROM file WHERE name = $1 RETURNING digest",
            &[name],
            |row| row.get::<String>(0),
        )?;
        digests.extend(digest.filter(|digest| !digests.contains(digest)));
    }
    let mut nameless = Vec::new();
    for digest in digests {
        let is_named: bool = tx.one(
            "SELECT EXISTS (SELECT 1 FROM file WHERE digest = $1)",
            &[&digest],
            |row| row.get(0),
        )?;
        if !is_named {
            nameless.push(digest);
        }
    }
    Ok(nameless)
}
