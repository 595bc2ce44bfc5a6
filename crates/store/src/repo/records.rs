//! The records of repositories.

use crate::{Conn, Result, Row, Tx};

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Of what kind.
    pub collection: String,
    /// Its key among those.
    pub rkey: String,
    /// Its name.
    pub cid: Vec<u8>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// What it is here.
    pub subject_id: Option<i64>,
    /// The commit that wrote it.
    pub rev: String,
}

/// A record by its key.
pub fn record(
    conn: &mut Conn,
    account: i64,
    collection: &str,
    rkey: &str,
) -> Result<Option<RecordRow>> {
    conn.opt(
        "SELECT collection, rkey, cid, body, subject_id, rev FROM repo_record WHERE account_id = $1 AND collection = $2 \
         AND rkey = $3",
        &[&account, &collection, &rkey],
        read_record,
    )
}

fn read_record(row: &Row<'_>) -> Result<RecordRow> {
    Ok(RecordRow {
        collection: row.get(0)?,
        rkey: row.get(1)?,
        cid: row.get(2)?,
        body: row.get(3)?,
        subject_id: row.get(4)?,
        rev: row.get(5)?,
    })
}

/// Records of one kind, by key, from one end.
pub fn records(
    conn: &mut Conn,
    account: i64,
    collection: &str,
    cursor: Option<&str>,
    is_oldest_first: bool,
    limit: i64,
) -> Result<Vec<RecordRow>> {
    if is_oldest_first {
        return conn.all(
            "SELECT collection, rkey, cid, body, subject_id, rev FROM repo_record WHERE account_id = $1 AND collection = $2 \
             AND rkey > $3 ORDER BY rkey LIMIT $4",
            &[&account, &collection, &cursor.unwrap_or(""), &limit],
            read_record,
        );
    }
    // Greater than every key there can be.
    let last = cursor.unwrap_or("\u{7f}");
    conn.all(
        "SELECT collection, rkey, cid, body, subject_id, rev FROM repo_record WHERE account_id = $1 AND collection = $2 \
         AND rkey < $3 ORDER BY rkey DESC LIMIT $4",
        &[&account, &collection, &last, &limit],
        read_record,
    )
}

/// The kinds of records that a repository has.
pub fn collections(conn: &mut Conn, account: i64) -> Result<Vec<String>> {
    conn.all(
        "SELECT DISTINCT collection FROM repo_record WHERE account_id = $1 ORDER BY collection",
        &[&account],
        |row| row.get(0),
    )
}

/// How many records a repository has.
pub fn count_records(conn: &mut Conn, account: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM repo_record WHERE account_id = $1",
        &[&account],
        |row| row.get(0),
    )
}

/// A record that is something here, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// What it is here.
    pub subject_id: i64,
    /// Whose repository.
    pub did: String,
    /// Whose account.
    pub account_id: i64,
    /// The record.
    pub record: RecordRow,
}

macro_rules! subject_select {
    () => {
        "SELECT r.collection, r.rkey, r.cid, r.body, r.subject_id, r.rev, p.did, r.account_id FROM repo_record r \
         JOIN repo p ON p.account_id = r.account_id "
    };
}

fn read_subject(row: &Row<'_>) -> Result<SubjectRow> {
    let record = read_record(row)?;
    Ok(SubjectRow {
        subject_id: record.subject_id.unwrap_or_default(),
        did: row.get(6)?,
        account_id: row.get(7)?,
        record,
    })
}

/// The records that something here is: a post has its own, and one that says who may answer.
pub fn of_subject(conn: &mut Conn, subject: i64) -> Result<Vec<SubjectRow>> {
    conn.all(
        concat!(
            subject_select!(),
            "WHERE r.subject_id = $1 ORDER BY r.collection"
        ),
        &[&subject],
        read_subject,
    )
}

/// The record behind a name and a key, with what it is here.
pub fn named(
    conn: &mut Conn,
    did: &str,
    collection: &str,
    rkey: &str,
) -> Result<Option<SubjectRow>> {
    conn.opt(
        concat!(
            subject_select!(),
            "WHERE p.did = $1 AND r.collection = $2 AND r.rkey = $3"
        ),
        &[&did, &collection, &rkey],
        read_subject,
    )
}

/// Writes a record.
pub fn put_record(tx: &mut Tx, account: i64, record: &RecordRow) -> Result<()> {
    tx.exec(
        "INSERT INTO repo_record (account_id, collection, rkey, cid, body, rev, subject_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, collection, rkey) DO UPDATE SET \
         cid = excluded.cid, body = excluded.body, rev = excluded.rev, \
         subject_id = COALESCE(excluded.subject_id, repo_record.subject_id)",
        &[
            &account,
            &record.collection,
            &record.rkey,
            &record.cid,
            &record.body,
            &record.rev,
            &record.subject_id,
        ],
    )?;
    Ok(())
}

/// Takes a record away.
pub fn delete_record(tx: &mut Tx, account: i64, collection: &str, rkey: &str) -> Result<()> {
    tx.exec(
        "DELETE FROM repo_record WHERE account_id = $1 AND collection = $2 AND rkey = $3",
        &[&account, &collection, &rkey],
    )?;
    Ok(())
}
