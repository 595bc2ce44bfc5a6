//! Servers that pass on what is for everyone.

use crate::{Conn, Result, Row, Tx};

/// It was asked and has not answered.
pub const ASKED: i64 = 0;
/// It said yes.
pub const ACCEPTED: i64 = 1;
/// It said no.
pub const REFUSED: i64 = 2;

/// A relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayRow {
    /// Its id here.
    pub id: i64,
    /// Which network it is of.
    pub network: String,
    /// Where it takes deliveries.
    pub inbox: String,
    /// What was followed to be told.
    pub followed: String,
    /// Who it is, once that is known.
    pub actor_uri: Option<String>,
    /// [`ASKED`], [`ACCEPTED`] or [`REFUSED`].
    pub state: i64,
    /// When it was asked.
    pub created_at: i64,
}

macro_rules! relay_select {
    () => {
        "SELECT id, network, inbox, followed, actor_uri, state, created_at FROM relay "
    };
}

fn read(row: &Row<'_>) -> Result<RelayRow> {
    Ok(RelayRow {
        id: row.get(0)?,
        network: row.get(1)?,
        inbox: row.get(2)?,
        followed: row.get(3)?,
        actor_uri: row.get(4)?,
        state: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Adds a relay. `false` when there was one with that inbox.
pub fn insert(tx: &mut Tx, new: &RelayRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO relay (id, network, inbox, followed, actor_uri, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT DO NOTHING",
        &[
            &new.id,
            &new.network,
            &new.inbox,
            &new.followed,
            &new.actor_uri,
            &new.state,
            &new.created_at,
        ],
    )?;
    Ok(added > 0)
}

/// One by its id.
pub fn find(conn: &mut Conn, id: i64) -> Result<Option<RelayRow>> {
    conn.opt(concat!(relay_select!(), "WHERE id = $1"), &[&id], read)
}

/// All of a network, in the order in which they were asked.
pub fn all(conn: &mut Conn, network: &str) -> Result<Vec<RelayRow>> {
    conn.all(
        concat!(relay_select!(), "WHERE network = $1 ORDER BY id"),
        &[&network],
        read,
    )
}

/// Whether somebody is a relay that said yes.
pub fn is_accepted(conn: &mut Conn, network: &str, actor_uri: &str) -> Result<bool> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM relay WHERE network = $1 AND actor_uri = $2 AND state = 1)",
        &[&network, &actor_uri],
        |row| row.get(0),
    )
}

/// Notes what a relay said, and who it is.
pub fn answered(tx: &mut Tx, id: i64, actor_uri: &str, state: i64) -> Result<()> {
    tx.exec(
        "UPDATE relay SET actor_uri = $2, state = $3 WHERE id = $1",
        &[&id, &actor_uri, &state],
    )?;
    Ok(())
}

/// Forgets a relay. `false` when there was none.
pub fn delete(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM relay WHERE id = $1", &[&id])? > 0)
}
