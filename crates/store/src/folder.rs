//! Folders of bookmarks.

use crate::{Conn, Result, Tx};

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FolderRow {
    /// Its id.
    pub id: i64,
    /// Whose.
    pub account_id: i64,
    /// Its name.
    pub name: String,
    /// A picture for it.
    pub emoji: Option<String>,
}

/// Adds a folder.
pub fn insert(tx: &mut Tx, new: &FolderRow) -> Result<()> {
    tx.exec(
        "INSERT INTO bookmark_folder (id, account_id, name, emoji) VALUES ($1, $2, $3, $4)",
        &[&new.id, &new.account_id, &new.name, &new.emoji],
    )?;
    Ok(())
}

/// The folders of an account, the first made first.
pub fn list(conn: &mut Conn, account: i64) -> Result<Vec<FolderRow>> {
    conn.all(
        "SELECT id, account_id, name, emoji FROM bookmark_folder WHERE account_id = $1 ORDER BY id LIMIT 1000",
        &[&account],
        |row| {
            Ok(FolderRow {
                id: row.get(0)?,
                account_id: row.get(1)?,
                name: row.get(2)?,
                emoji: row.get(3)?,
            })
        },
    )
}

/// Changes a folder. `false` when the account has no such folder.
pub fn update(tx: &mut Tx, changed: &FolderRow) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE bookmark_folder SET name = $3, emoji = $4 WHERE account_id = $1 AND id = $2",
        &[
            &changed.account_id,
            &changed.id,
            &changed.name,
            &changed.emoji,
        ],
    )? > 0)
}

/// Takes a folder away; what was in it stays bookmarked. `false` when the account has no such folder.
pub fn remove(tx: &mut Tx, account: i64, id: i64) -> Result<bool> {
    let removed = tx.exec(
        "DELETE FROM bookmark_folder WHERE account_id = $1 AND id = $2",
        &[&account, &id],
    )?;
    if removed > 0 {
        tx.exec(
            "UPDATE bookmark SET folder_id = NULL WHERE account_id = $1 AND folder_id = $2",
            &[&account, &id],
        )?;
    }
    Ok(removed > 0)
}

/// Puts a bookmark into a folder of the same account, or into none. `false` when there is no such folder.
pub fn put(tx: &mut Tx, account: i64, post: i64, folder: Option<i64>) -> Result<bool> {
    if let Some(folder) = folder {
        let is_there: bool = tx.one(
            "SELECT EXISTS (SELECT 1 FROM bookmark_folder WHERE account_id = $1 AND id = $2)",
            &[&account, &folder],
            |row| row.get(0),
        )?;
        if !is_there {
            return Ok(false);
        }
    }
    tx.exec(
        "UPDATE bookmark SET folder_id = $3 WHERE account_id = $1 AND post_id = $2",
        &[&account, &post, &folder],
    )?;
    Ok(true)
}
