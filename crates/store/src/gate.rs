//! Who may not join: by the server of their e-mail address, by the address itself, or by where they come from.

use crate::window::{Window, windowed};
use crate::{Conn, Result, Row, Texts, Tx};

/// A server whose e-mail addresses may not join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailDomainRow {
    /// Its id.
    pub id: i64,
    /// The server; what is below it is meant as well.
    pub domain: String,
    /// Since when.
    pub created_at: i64,
}

fn read_domain(row: &Row<'_>) -> Result<EmailDomainRow> {
    Ok(EmailDomainRow {
        id: row.get(0)?,
        domain: row.get(1)?,
        created_at: row.get(2)?,
    })
}

/// Adds one. `false` when it is there.
pub fn insert_email_domain(tx: &mut Tx, new: &EmailDomainRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO email_domain_block (id, domain, created_at) VALUES ($1, $2, $3) ON CONFLICT (domain) DO NOTHING",
        &[&new.id, &new.domain, &new.created_at],
    )?;
    Ok(added == 1)
}

/// Removes one.
pub fn delete_email_domain(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM email_domain_block WHERE id = $1", &[&id])? == 1)
}

/// One of them.
pub fn find_email_domain(conn: &mut Conn, id: i64) -> Result<Option<EmailDomainRow>> {
    conn.opt(
        "SELECT id, domain, created_at FROM email_domain_block WHERE id = $1",
        &[&id],
        read_domain,
    )
}

/// All of them, newest first.
pub fn email_domains(conn: &mut Conn, window: &Window) -> Result<Vec<EmailDomainRow>> {
    windowed!(
        conn,
        window,
        "SELECT e.id, e.domain, e.created_at FROM email_domain_block e WHERE e.id > 0",
        "e.id",
        [],
        read_domain
    )
}

/// Which of these names is blocked: an address's server and those above it.
pub fn blocked_email_domain(conn: &mut Conn, names: &[String]) -> Result<Option<String>> {
    conn.opt(
        "SELECT domain FROM email_domain_block WHERE domain IN texts($1) ORDER BY LENGTH(domain) DESC LIMIT 1",
        &[&Texts(names.to_vec())],
        |row| row.get(0),
    )
}

/// Counts somebody who was refused for the server of their address.
pub fn count_refused(tx: &mut Tx, domain: &str, day: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO refused_email (domain, day, attempts) VALUES ($1, $2, 1) \
         ON CONFLICT (domain, day) DO UPDATE SET attempts = refused_email.attempts + 1",
        &[&domain, &day],
    )?;
    Ok(())
}

/// How many were refused since a day, by server: (server, day, how many).
pub fn refused(conn: &mut Conn, domains: &[String], since: i64) -> Result<Vec<(String, i64, i64)>> {
    conn.all(
        "SELECT domain, day, attempts FROM refused_email WHERE domain IN texts($1) AND day >= $2 ORDER BY domain, day",
        &[&Texts(domains.to_vec()), &since],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// An address that may not join, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalRow {
    /// Its id.
    pub id: i64,
    /// Hexadecimal SHA-256 of the address in its canonical spelling.
    pub hash: String,
    /// Since when.
    pub created_at: i64,
}

fn read_canonical(row: &Row<'_>) -> Result<CanonicalRow> {
    Ok(CanonicalRow {
        id: row.get(0)?,
        hash: row.get(1)?,
        created_at: row.get(2)?,
    })
}

/// Adds one. `false` when it is there.
pub fn insert_canonical(tx: &mut Tx, new: &CanonicalRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO canonical_email_block (id, hash, created_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
        &[&new.id, &new.hash, &new.created_at],
    )?;
    Ok(added == 1)
}

/// Removes one.
pub fn delete_canonical(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM canonical_email_block WHERE id = $1", &[&id])? == 1)
}

/// One of them.
pub fn find_canonical(conn: &mut Conn, id: i64) -> Result<Option<CanonicalRow>> {
    conn.opt(
        "SELECT id, hash, created_at FROM canonical_email_block WHERE id = $1",
        &[&id],
        read_canonical,
    )
}

/// The one of a hash.
pub fn find_hash(conn: &mut Conn, hash: &str) -> Result<Option<CanonicalRow>> {
    conn.opt(
        "SELECT id, hash, created_at FROM canonical_email_block WHERE hash = $1",
        &[&hash],
        read_canonical,
    )
}

/// All of them, newest first.
pub fn canonicals(conn: &mut Conn, window: &Window) -> Result<Vec<CanonicalRow>> {
    windowed!(
        conn,
        window,
        "SELECT c.id, c.hash, c.created_at FROM canonical_email_block c WHERE c.id > 0",
        "c.id",
        [],
        read_canonical
    )
}

/// Addresses from which nobody joins, or comes in at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IpBlockRow {
    /// Its id.
    pub id: i64,
    /// `192.0.2.0/24`.
    pub network: String,
    /// The word of how much.
    pub severity: String,
    /// Why, for staff.
    pub comment: String,
    /// Until when.
    pub expires_at: Option<i64>,
    /// Since when.
    pub created_at: i64,
}

fn read_ip(row: &Row<'_>) -> Result<IpBlockRow> {
    Ok(IpBlockRow {
        id: row.get(0)?,
        network: row.get(1)?,
        severity: row.get(2)?,
        comment: row.get(3)?,
        expires_at: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// Adds one. `false` when it is there.
pub fn insert_ip(tx: &mut Tx, new: &IpBlockRow) -> Result<bool> {
    let added = tx.exec(
        "INSERT INTO ip_block (id, network, severity, comment, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (network) DO NOTHING",
        &[&new.id, &new.network, &new.severity, &new.comment, &new.expires_at, &new.created_at],
    )?;
    Ok(added == 1)
}

/// Changes one. [`Error::Conflict`](crate::Error::Conflict) when another has these addresses.
pub fn update_ip(tx: &mut Tx, block: &IpBlockRow) -> Result<bool> {
    let changed = tx.exec(
        "UPDATE ip_block SET network = $2, severity = $3, comment = $4, expires_at = $5 WHERE id = $1",
        &[&block.id, &block.network, &block.severity, &block.comment, &block.expires_at],
    )?;
    Ok(changed == 1)
}

/// Removes one.
pub fn delete_ip(tx: &mut Tx, id: i64) -> Result<bool> {
    Ok(tx.exec("DELETE FROM ip_block WHERE id = $1", &[&id])? == 1)
}

/// One of them.
pub fn find_ip(conn: &mut Conn, id: i64) -> Result<Option<IpBlockRow>> {
    conn.opt(
        "SELECT id, network, severity, comment, expires_at, created_at FROM ip_block WHERE id = $1",
        &[&id],
        read_ip,
    )
}

/// All of them, newest first.
pub fn ips(conn: &mut Conn, window: &Window) -> Result<Vec<IpBlockRow>> {
    windowed!(
        conn,
        window,
        "SELECT p.id, p.network, p.severity, p.comment, p.expires_at, p.created_at FROM ip_block p WHERE p.id > 0",
        "p.id",
        [],
        read_ip
    )
}

/// Those in force now: (addresses, severity).
pub fn ips_in_force(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<(String, String)>> {
    conn.all(
        "SELECT network, severity FROM ip_block WHERE expires_at IS NULL OR expires_at > $1 ORDER BY id LIMIT $2",
        &[&now, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
