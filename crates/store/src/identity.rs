//! What networks call an account, and where their peers deliver.

use crate::{Conn, Ids, Result, Row, Texts, Tx};

/// One network's face of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IdentityRow {
    /// Which network.
    pub network: String,
    /// What it calls the account.
    pub uri: String,
    /// The account.
    pub account_id: i64,
    /// Its page there.
    pub page_url: Option<String>,
    /// The peer that serves it.
    pub host: String,
    /// Where it takes deliveries.
    pub inbox: Option<String>,
    /// Where its peer takes deliveries for all.
    pub shared_inbox: Option<String>,
    /// What it calls the followers.
    pub followers_uri: Option<String>,
    /// The adapter's own JSON.
    pub document: String,
    /// When the account was last read from there; `None` for ours. Not written by [`upsert`].
    pub fetched_at: Option<i64>,
    /// Whether the account is of this community. Not written by [`upsert`].
    pub is_local: bool,
    /// Whether its own server keeps the account back. Not written by [`upsert`].
    pub is_away: bool,
    /// Whether staff here have suspended it. Not written by [`upsert`].
    pub is_suspended: bool,
}

macro_rules! identity_select {
    () => {
        "SELECT i.network, i.uri, i.account_id, i.page_url, i.host, i.inbox, i.shared_inbox, i.followers_uri, i.document, \
         a.fetched_at, d.is_local, a.away_at IS NOT NULL, a.suspended_at IS NOT NULL FROM identity i JOIN account a ON a.id = i.account_id JOIN domain d ON d.id = a.domain_id "
    };
}

fn read(row: &Row<'_>) -> Result<IdentityRow> {
    Ok(IdentityRow {
        network: row.get(0)?,
        uri: row.get(1)?,
        account_id: row.get(2)?,
        page_url: row.get(3)?,
        host: row.get(4)?,
        inbox: row.get(5)?,
        shared_inbox: row.get(6)?,
        followers_uri: row.get(7)?,
        document: row.get(8)?,
        fetched_at: row.get(9)?,
        is_local: row.get(10)?,
        is_away: row.get(11)?,
        is_suspended: row.get(12)?,
    })
}

/// Writes a face, or what changed about it. A uri never goes over to another account.
pub fn upsert(tx: &mut Tx, face: &IdentityRow) -> Result<()> {
    tx.exec(
        "INSERT INTO identity (network, uri, account_id, page_url, host, inbox, shared_inbox, followers_uri, document) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (network, uri) DO UPDATE SET page_url = excluded.page_url, \
         host = excluded.host, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, \
         followers_uri = excluded.followers_uri, document = excluded.document",
        &[
            &face.network,
            &face.uri,
            &face.account_id,
            &face.page_url,
            &face.host,
            &face.inbox,
            &face.shared_inbox,
            &face.followers_uri,
            &face.document,
        ],
    )?;
    Ok(())
}

/// Writes a face, and takes it from whoever had it: those who follow the one follow the other.
pub fn claim(tx: &mut Tx, face: &IdentityRow) -> Result<()> {
    let before = find(tx, &face.network, &face.uri)?;
    let before = before.map(|before| before.account_id);
    if let Some(before) = before.filter(|before| *before != face.account_id) {
        tx.exec(
            "UPDATE identity SET account_id = $3 WHERE network = $1 AND uri = $2",
            &[&face.network, &face.uri, &face.account_id],
        )?;
        crate::relation::move_followers(tx, before, face.account_id)?;
    }
    upsert(tx, face)
}

/// Takes an account's faces on a network away.
pub fn remove(tx: &mut Tx, network: &str, account: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM identity WHERE account_id = $2 AND network = $1",
        &[&network, &account],
    )?;
    Ok(())
}

/// The face behind a network's name for it.
pub fn find(conn: &mut Conn, network: &str, uri: &str) -> Result<Option<IdentityRow>> {
    conn.opt(
        concat!(identity_select!(), "WHERE i.network = $1 AND i.uri = $2"),
        &[&network, &uri],
        read,
    )
}

/// Whose some of a network's names are: (name, account). Those that are not known are left out.
pub fn find_all(conn: &mut Conn, network: &str, uris: &[String]) -> Result<Vec<(String, i64)>> {
    conn.all(
        "SELECT uri, account_id FROM identity WHERE network = $1 AND uri IN texts($2) ORDER BY uri",
        &[&network, &Texts(uris.to_vec())],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The faces of some accounts on a network.
pub fn of_accounts(conn: &mut Conn, network: &str, accounts: &[i64]) -> Result<Vec<IdentityRow>> {
    conn.all(
        concat!(
            identity_select!(),
            "WHERE i.network = $1 AND i.account_id IN ids($2)"
        ),
        &[&network, &Ids(accounts.to_vec())],
        read,
    )
}

/// The account whose page this is, on any network.
pub fn find_by_page(conn: &mut Conn, page_url: &str) -> Result<Option<i64>> {
    conn.opt(
        "SELECT account_id FROM identity WHERE uri = $1 OR page_url = $1 LIMIT 1",
        &[&page_url],
        |row| row.get(0),
    )
}

/// Notes the adapter's own JSON anew, and nothing else.
pub fn set_document(tx: &mut Tx, network: &str, uri: &str, document: &str) -> Result<()> {
    tx.exec(
        "UPDATE identity SET document = $3 WHERE network = $1 AND uri = $2",
        &[&network, &uri, &document],
    )?;
    Ok(())
}

/// Those elsewhere whom people here follow or have asked to, in the order of what the network calls them: those after
/// `uri`. Whom staff have suspended is not among them.
pub fn followed(
    conn: &mut Conn,
    network: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<IdentityRow>> {
    conn.all(
        concat!(
            identity_select!(),
            "WHERE i.network = $1 AND i.uri > $2 AND d.is_local = 0 AND a.suspended_at IS NULL \
             AND EXISTS (SELECT 1 FROM follow f JOIN account b ON b.id = f.follower_id JOIN domain e ON e.id = b.domain_id \
             WHERE f.followee_id = i.account_id AND e.is_local = 1) ORDER BY i.uri LIMIT $3"
        ),
        &[&network, &after, &limit],
        read,
    )
}
