//! Signed events and the rules that all who keep them follow: one of an id, the newest under a name, nothing that its
//! author took back (NIP-01, NIP-09, NIP-40, NIP-62).

mod find;
mod keep;

pub use find::{Along, Place, ask_words, count_expired, delete_expired, has_tag, page};
pub use keep::{
    Gone, Keeping, bar, delete, insert, is_gone, set_account, set_subject, take_back,
    take_back_address, vanish,
};

use crate::{Conn, Result, Row};

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// When it came, among all.
    pub num: i64,
    /// Its name.
    pub id: Vec<u8>,
    /// The key of its author.
    pub author: Vec<u8>,
    /// What it is.
    pub kind: i64,
    /// When it says it was written, in seconds.
    pub created_at: i64,
    /// Under which name it replaces others.
    pub d: Option<String>,
    /// As it is given to those who ask.
    pub body: String,
    /// The keys of those who alone may be given it, 32 bytes each.
    pub readers: Option<Vec<u8>>,
    /// When it ends, in seconds.
    pub expires_at: Option<i64>,
    /// What it says here.
    pub subject_id: Option<i64>,
    /// Whose it is, if they are known here.
    pub account_id: Option<i64>,
    /// Its author's account is kept back, by staff or by its own server.
    pub is_barred: bool,
}

macro_rules! event_select {
    () => {
        "SELECT e.num, e.id, e.author, e.kind, e.created_at, e.d, e.body, e.readers, e.expires_at, e.subject_id, a.id, \
         COALESCE(a.suspended_at, a.away_at) IS NOT NULL FROM event e LEFT JOIN event_key k ON k.author = e.author \
         LEFT JOIN account a ON a.id = k.account_id "
    };
}
pub(crate) use event_select;

pub(crate) fn read(row: &Row<'_>) -> Result<EventRow> {
    Ok(EventRow {
        num: row.get(0)?,
        id: row.get(1)?,
        author: row.get(2)?,
        kind: row.get(3)?,
        created_at: row.get(4)?,
        d: row.get(5)?,
        body: row.get(6)?,
        readers: row.get(7)?,
        expires_at: row.get(8)?,
        subject_id: row.get(9)?,
        account_id: row.get(10)?,
        is_barred: row.get(11)?,
    })
}

/// An event by its name.
pub fn find(conn: &mut Conn, id: &[u8]) -> Result<Option<EventRow>> {
    conn.opt(concat!(event_select!(), "WHERE e.id = $1"), &[&id], read)
}

/// The events that something here is, the oldest first.
pub fn of_subject(conn: &mut Conn, subject: i64) -> Result<Vec<EventRow>> {
    conn.all(
        concat!(event_select!(), "WHERE e.subject_id = $1 ORDER BY e.num"),
        &[&subject],
        read,
    )
}

/// What stands under a name.
pub fn at_address(conn: &mut Conn, author: &[u8], kind: i64, d: &str) -> Result<Option<EventRow>> {
    conn.opt(
        concat!(
            event_select!(),
            "WHERE e.author = $1 AND e.kind = $2 AND e.d = $3"
        ),
        &[&author, &kind, &d],
        read,
    )
}

/// The newest number that was given.
pub fn newest(conn: &mut Conn) -> Result<i64> {
    conn.one("SELECT COALESCE(MAX(num), 0) FROM event", &[], |row| {
        row.get(0)
    })
}

/// Events that came after one, in the order in which they came.
pub fn after(conn: &mut Conn, num: i64, limit: i64) -> Result<Vec<EventRow>> {
    conn.all(
        concat!(event_select!(), "WHERE e.num > $1 ORDER BY e.num LIMIT $2"),
        &[&num, &limit],
        read,
    )
}
