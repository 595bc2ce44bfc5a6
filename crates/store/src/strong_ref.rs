//! Which version of a post of another server was read.

use crate::{Conn, Result, Tx};

/// What an answer to a post names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrongRefRow {
    /// The version that was read.
    pub cid: String,
    /// What its thread begins with, and which version of that; `None` when it begins one.
    pub root: Option<(String, String)>,
}

/// Notes it.
pub fn set(tx: &mut Tx, post: i64, known: &StrongRefRow) -> Result<()> {
    let (uri, cid) = known.root.clone().unzip();
    tx.exec(
        "INSERT INTO strong_ref (post_id, cid, root_uri, root_cid) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (post_id) DO UPDATE SET cid = excluded.cid, root_uri = excluded.root_uri, root_cid = excluded.root_cid",
        &[&post, &known.cid, &uri, &cid],
    )?;
    Ok(())
}

/// What is known of a post.
pub fn find(conn: &mut Conn, post: i64) -> Result<Option<StrongRefRow>> {
    conn.opt(
        "SELECT cid, root_uri, root_cid FROM strong_ref WHERE post_id = $1",
        &[&post],
        |row| {
            let (uri, cid): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
            Ok(StrongRefRow {
                cid: row.get(0)?,
                root: uri.zip(cid),
            })
        },
    )
}
