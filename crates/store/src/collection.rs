//! Collections: people recommended together, under a name.

use crate::{Conn, Ids, Result, Row, Tx};

/// Part of a collection.
pub const ACCEPTED: &str = "accepted";
/// Did not want to be part of it.
pub const REVOKED: &str = "revoked";

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionRow {
    /// Its id.
    pub id: i64,
    /// Who made it.
    pub account_id: i64,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The language of both.
    pub language: Option<String>,
    /// Its topic: a folded tag.
    pub tag: Option<String>,
    /// Not for every eye.
    pub is_sensitive: bool,
    /// May be shown to those who did not ask for it.
    pub is_discoverable: bool,
    /// Since when it exists.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
}

/// Somebody in a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// Its id.
    pub id: i64,
    /// The collection.
    pub collection_id: i64,
    /// Who.
    pub account_id: i64,
    /// [`ACCEPTED`] or [`REVOKED`].
    pub state: String,
    /// Since when.
    pub created_at: i64,
}

macro_rules! columns {
    () => {
        "SELECT c.id, c.account_id, c.name, c.description, c.language, c.tag, c.is_sensitive, c.is_discoverable, \
         c.created_at, c.updated_at FROM collection c "
    };
}

fn read(row: &Row<'_>) -> Result<CollectionRow> {
    Ok(CollectionRow {
        id: row.get(0)?,
        account_id: row.get(1)?,
        name: row.get(2)?,
        description: row.get(3)?,
        language: row.get(4)?,
        tag: row.get(5)?,
        is_sensitive: row.get(6)?,
        is_discoverable: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

fn read_item(row: &Row<'_>) -> Result<ItemRow> {
    Ok(ItemRow {
        id: row.get(0)?,
        collection_id: row.get(1)?,
        account_id: row.get(2)?,
        state: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// A collection.
pub fn find(conn: &mut Conn, id: i64) -> Result<Option<CollectionRow>> {
    conn.opt(concat!(columns!(), "WHERE c.id = $1"), &[&id], read)
}

/// Somebody's collections, the newest first; all, or only those that may be shown to everybody.
pub fn of_account(
    conn: &mut Conn,
    account: i64,
    only_discoverable: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<CollectionRow>> {
    conn.all(
        concat!(
            columns!(),
            "WHERE c.account_id = $1 AND ($2 = 0 OR c.is_discoverable = 1) ORDER BY c.id DESC LIMIT $3 OFFSET $4"
        ),
        &[&account, &only_discoverable, &limit, &offset],
        read,
    )
}

/// The collections somebody is in, the newest first; not those of whom they block, or who blocks them.
pub fn with_account(
    conn: &mut Conn,
    account: i64,
    (limit, offset): (i64, i64),
) -> Result<Vec<CollectionRow>> {
    conn.all(
        concat!(
            columns!(),
            "JOIN collection_item i ON i.collection_id = c.id WHERE i.account_id = $1 AND i.state = 'accepted' \
             AND NOT EXISTS (SELECT 1 FROM block b WHERE (b.account_id = c.account_id AND b.target_id = i.account_id) \
             OR (b.account_id = i.account_id AND b.target_id = c.account_id)) ORDER BY c.id DESC LIMIT $2 OFFSET $3"
        ),
        &[&account, &limit, &offset],
        read,
    )
}

/// How many collections somebody has.
pub fn count(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM collection WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// Adds a collection.
pub fn insert(tx: &mut Tx, new: &CollectionRow) -> Result<()> {
    tx.exec(
        "INSERT INTO collection (id, account_id, name, description, language, tag, is_sensitive, is_discoverable, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &new.id,
            &new.account_id,
            &new.name,
            &new.description,
            &new.language,
            &new.tag,
            &new.is_sensitive,
            &new.is_discoverable,
            &new.created_at,
            &new.updated_at,
        ],
    )?;
    Ok(())
}

/// Changes a collection.
pub fn update(tx: &mut Tx, new: &CollectionRow) -> Result<()> {
    tx.exec(
        "UPDATE collection SET name = $2, description = $3, language = $4, tag = $5, is_sensitive = $6, \
         is_discoverable = $7, updated_at = $8 WHERE id = $1",
        &[
            &new.id,
            &new.name,
            &new.description,
            &new.language,
            &new.tag,
            &new.is_sensitive,
            &new.is_discoverable,
            &new.updated_at,
        ],
    )?;
    Ok(())
}

/// Removes a collection.
pub fn delete(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec("DELETE FROM collection WHERE id = $1", &[&id])?;
    Ok(())
}

/// Who is in some collections, in the order they were added; those who did not want to be are not, nor are those between
/// whom and the owner there is a block.
pub fn items(conn: &mut Conn, collections: &[i64]) -> Result<Vec<ItemRow>> {
    conn.all(
        "SELECT i.id, i.collection_id, i.account_id, i.state, i.created_at FROM collection_item i \
         JOIN collection c ON c.id = i.collection_id WHERE i.collection_id IN ids($1) AND i.state = 'accepted' \
         AND NOT EXISTS (SELECT 1 FROM block b WHERE (b.account_id = c.account_id AND b.target_id = i.account_id) \
         OR (b.account_id = i.account_id AND b.target_id = c.account_id)) ORDER BY i.collection_id, i.id",
        &[&Ids(collections.to_vec())],
        read_item,
    )
}

/// Somebody in a collection, whatever they think of it.
pub fn find_item(conn: &mut Conn, collection: i64, id: i64) -> Result<Option<ItemRow>> {
    conn.opt(
        "SELECT id, collection_id, account_id, state, created_at FROM collection_item WHERE collection_id = $1 AND id = $2",
        &[&collection, &id],
        read_item,
    )
}

/// Adds somebody. `false` when they are in it, or do not want to be.
pub fn insert_item(tx: &mut Tx, new: &ItemRow) -> Result<bool> {
    Ok(tx.exec(
        "INSERT INTO collection_item (id, collection_id, account_id, state, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &new.collection_id,
            &new.account_id,
            &new.state,
            &new.created_at,
        ],
    )? > 0)
}

/// Takes somebody out, unless they went themselves, which is remembered.
pub fn delete_item(tx: &mut Tx, collection: i64, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "DELETE FROM collection_item WHERE collection_id = $1 AND id = $2 AND state = 'accepted'",
        &[&collection, &id],
    )? > 0)
}

/// Somebody does not want to be in a collection, now and later. `false` when they are not in it.
pub fn revoke_item(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec(
        "UPDATE collection_item SET state = 'revoked' WHERE id = $1 AND state = 'accepted'",
        &[&id],
    )? > 0)
}
