//! What a post says, and what it said before.

use crate::post::{add_named, write_tags};
use crate::{Conn, Result, Tx};

/// What an edit changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostEdit {
    /// Its title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// As typed.
    pub source: String,
    /// How that is to be read: a media type.
    pub content_type: String,
    /// Safe HTML.
    pub html: String,
    /// The language.
    pub language: Option<String>,
    /// Folded tags.
    pub tags: Vec<String>,
    /// JSON of the tags, files and emoji.
    pub tags_json: String,
    /// JSON.
    pub media: String,
    /// JSON.
    pub emojis: String,
    /// Newly named people.
    pub named: Vec<(i64, bool)>,
    /// When.
    pub edited_at: i64,
}

/// Changes a post and keeps what it said before. The audience never changes (security row E7).
pub fn edit(tx: &mut Tx, id: i64, edit: &PostEdit) -> Result<()> {
    tx.exec(
        "INSERT INTO post_version (post_id, written_at, title, warning, is_sensitive, source, html, media, emojis, poll) \
         SELECT p.id, COALESCE(p.edited_at, p.created_at), p.title, p.warning, p.is_sensitive, p.source, p.html, p.media, \
         p.emojis, l.options FROM post p LEFT JOIN poll l ON l.post_id = p.id WHERE p.id = $1 ON CONFLICT DO NOTHING",
        &[&id],
    )?;
    tx.exec(
        "UPDATE post SET title = $2, warning = $3, is_sensitive = $4, source = $5, html = $6, language = $7, tags = $8, \
         media = $9, emojis = $10, edited_at = $11, content_type = $12 WHERE id = $1",
        &[
            &id,
            &edit.title,
            &edit.warning,
            &edit.is_sensitive,
            &edit.source,
            &edit.html,
            &edit.language,
            &edit.tags_json,
            &edit.media,
            &edit.emojis,
            &edit.edited_at,
            &edit.content_type,
        ],
    )?;
    write_tags(tx, id, &edit.tags)?;
    add_named(tx, id, &edit.named)
}

/// Whether a post says in words what an edit would make it say.
pub fn says(conn: &mut Conn, id: i64, edit: &PostEdit) -> Result<bool> {
    let same = conn.opt(
        "SELECT id FROM post WHERE id = $1 AND html = $2 AND warning = $3 AND COALESCE(title, '') = $4",
        &[
            &id,
            &edit.html,
            &edit.warning,
            &edit.title.as_deref().unwrap_or_default(),
        ],
        |row| row.get::<i64>(0),
    )?;
    Ok(same.is_some())
}

/// What a post said at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// When it was written.
    pub written_at: i64,
    /// Its title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// Safe HTML.
    pub html: String,
    /// JSON: files.
    pub media: String,
    /// JSON: custom emoji.
    pub emojis: String,
    /// JSON: the options of its poll.
    pub poll: Option<String>,
}

/// What a post said before its edits, oldest first.
pub fn list(conn: &mut Conn, id: i64) -> Result<Vec<VersionRow>> {
    conn.all(
        "SELECT written_at, title, warning, is_sensitive, html, media, emojis, poll FROM post_version WHERE post_id = $1 \
         ORDER BY written_at LIMIT 100",
        &[&id],
        |row| {
            Ok(VersionRow {
                written_at: row.get(0)?,
                title: row.get(1)?,
                warning: row.get(2)?,
                is_sensitive: row.get(3)?,
                html: row.get(4)?,
                media: row.get(5)?,
                emojis: row.get(6)?,
                poll: row.get(7)?,
            })
        },
    )
}

/// When a post was last changed, if it was.
pub fn edited_at(conn: &mut Conn, id: i64) -> Result<Option<i64>> {
    conn.one("SELECT edited_at FROM post WHERE id = $1", &[&id], |row| {
        row.get(0)
    })
}
