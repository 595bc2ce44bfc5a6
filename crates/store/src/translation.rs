//! Posts in other languages.

use crate::{Conn, Result, Tx};

/// What a version of a post is in a language, as JSON.
pub fn find(conn: &mut Conn, post: i64, version: i64, language: &str) -> Result<Option<String>> {
    conn.opt(
        "SELECT about FROM translation WHERE post_id = $1 AND version = $2 AND language = $3",
        &[&post, &version, &language],
        |row| row.get(0),
    )
}

/// Remembers what a version of a post is in a language, if the post is still there; older versions are forgotten.
pub fn put(tx: &mut Tx, post: i64, version: i64, language: &str, about: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM translation WHERE post_id = $1 AND version <> $2",
        &[&post, &version],
    )?;
    tx.exec(
        "INSERT INTO translation (post_id, version, language, about) SELECT id, $2, $3, $4 FROM post WHERE id = $1 \
         ON CONFLICT (post_id, version, language) DO UPDATE SET about = excluded.about",
        &[&post, &version, &language, &about],
    )?;
    Ok(())
}
