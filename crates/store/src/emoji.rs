//! Custom emoji of this community.

use crate::{Conn, Result, Row, Texts, Tx};

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmojiRow {
    /// Its id.
    pub id: i64,
    /// The word between the colons.
    pub shortcode: String,
    /// The path of its picture.
    pub url: String,
    /// The path of the picture standing still, where the other one moves.
    pub still_url: Option<String>,
    /// The server it was copied from.
    pub credit: Option<String>,
    /// Where it stands in a picker.
    pub category: Option<String>,
    /// Whether a picker shows it.
    pub is_in_picker: bool,
    /// Since when it is there.
    pub created_at: i64,
}

fn read(row: &Row<'_>) -> Result<EmojiRow> {
    Ok(EmojiRow {
        id: row.get(0)?,
        shortcode: row.get(1)?,
        url: row.get(2)?,
        category: row.get(3)?,
        is_in_picker: row.get(4)?,
        created_at: row.get(5)?,
        still_url: row.get(6)?,
        credit: row.get(7)?,
    })
}

/// All of them, by name.
pub fn all(conn: &mut Conn) -> Result<Vec<EmojiRow>> {
    conn.all(
        "SELECT id, shortcode, url, category, is_in_picker, created_at, still_url, credit FROM emoji ORDER BY shortcode LIMIT 5000",
        &[],
        read,
    )
}

/// Those with these names.
pub fn named(conn: &mut Conn, shortcodes: &[String]) -> Result<Vec<EmojiRow>> {
    conn.all(
        "SELECT id, shortcode, url, category, is_in_picker, created_at, still_url, credit FROM emoji WHERE shortcode IN texts($1) \
         ORDER BY shortcode",
        &[&Texts(shortcodes.to_vec())],
        read,
    )
}

/// Adds one. [`Error::Conflict`](crate::Error::Conflict) when the name is taken.
pub fn insert(tx: &mut Tx, row: &EmojiRow) -> Result<()> {
    tx.exec(
        "INSERT INTO emoji (id, shortcode, url, category, is_in_picker, created_at, still_url, credit) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&row.id, &row.shortcode, &row.url, &row.category, &row.is_in_picker, &row.created_at, &row.still_url, &row.credit],
    )?;
    Ok(())
}

/// Removes one. Whether it was there comes back.
pub fn delete(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM emoji WHERE id = $1", &[&id])? == 1)
}
