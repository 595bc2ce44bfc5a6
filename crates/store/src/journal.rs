//! The journal: what happened, in order, for everyone who has to act on it.
//!
//! What is always true here: an entry is written in the transaction of what it tells; a reader sees every
//! entry once, in the order of `seq`, and never skips one.
//!
//! The last part needs care on PostgreSQL, where a transaction can commit entry 6 while the one that
//! has entry 5 is still open. `seq` would have a gap, which is either an entry to come or a number lost to a
//! rollback, and nothing in the table tells which. So a reader passes entries that follow each other without a
//! gap, and stops at a gap until every transaction has ended that was open when the gap was seen. The
//! `xid` column comes before `seq` in the table, so an entry's transaction has its number *before* it takes a
//! `seq`: a transaction id taken after the gap was seen is greater than that of whoever may fill it, and once
//! `pg_snapshot_xmin` has reached it, nobody can. SQLite has one writer, so there a gap stays one.

use std::sync::PoisonError;

use crate::{Conn, Engine, Result, Row, Tx};

/// What is to be remembered. Texts are words of the core; the store does not know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Whose doing it is.
    pub account_id: i64,
    /// Where it came from: `local`, or the network.
    pub origin: &'a str,
    /// What happened.
    pub change: &'a str,
    /// To what.
    pub subject_id: i64,
    /// What a reader needs beyond the rows, as JSON. Commitments, never content: content can be deleted.
    pub payload: &'a str,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal.
    pub seq: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Whose doing it is.
    pub account_id: i64,
    /// Where it came from.
    pub origin: String,
    /// What happened.
    pub change: String,
    /// To what.
    pub subject_id: i64,
    /// JSON.
    pub payload: String,
}

/// The next part of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// In the order of `seq`.
    pub entries: Vec<Entry>,
    /// Whether there are entries that cannot be given out yet, because one with a smaller number may still
    /// come. Ask again in some milliseconds, without waiting for a sign.
    pub held_back: bool,
}

/// A promise about gaps: a reader whose snapshot has no open transaction before `horizon` knows all that will
/// ever be numbered up to `seq`.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    seq: i64,
    horizon: i64,
}

/// The promises of this process: one that has come true, and one that is waited for.
#[derive(Debug, Default)]
pub(crate) struct Watermark {
    settled: Mark,
    pending: Mark,
}

impl Watermark {
    /// Up to where a snapshot that begins at `xmin` has no gap that could still be filled.
    fn settled_at(&mut self, xmin: i64) -> i64 {
        if self.pending.horizon <= xmin {
            self.settled = self.pending;
        }
        if self.settled.horizon <= xmin {
            self.settled.seq
        } else {
            0
        }
    }

    /// Whether a promise is waited for. It is never replaced before it comes true: under load, readers with
    /// new gaps would put off those with old ones for ever.
    fn is_waiting(&self, xmin: i64) -> bool {
        self.pending.horizon > xmin
    }
}

/// Writes an entry, and returns its number.
pub fn append(tx: &mut Tx, entry: &NewEntry<'_>) -> Result<i64> {
    tx.one(
        "INSERT INTO journal (at, account_id, origin, change, subject_id, payload)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING seq",
        &[
            &entry.at,
            &entry.account_id,
            &entry.origin,
            &entry.change,
            &entry.subject_id,
            &entry.payload,
        ],
        |row| row.get(0),
    )
}

/// The last column is the oldest transaction still open, as the very snapshot of this statement knows it.
const READ_POSTGRES: &str = "SELECT seq, at, account_id, origin, change, subject_id, payload,
            CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)
     FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2";
const READ_SQLITE: &str = "SELECT seq, at, account_id, origin, change, subject_id, payload, 0
     FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2";

/// Reads at most `limit` entries that come after number `seq`.
pub fn read_after(conn: &mut Conn, seq: i64, limit: u32) -> Result<Slice> {
    let mut xmin = 0;
    let entries = conn.all(
        conn.pick(READ_SQLITE, READ_POSTGRES),
        &[&seq, &limit],
        |row| {
            xmin = row.get(7)?;
            entry(row)
        },
    )?;
    match conn.engine() {
        Engine::Sqlite => Ok(Slice {
            entries,
            held_back: false,
        }),
        Engine::Postgres => stop_at_gap(conn, seq, xmin, entries),
    }
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        account_id: row.get(2)?,
        origin: row.get(3)?,
        change: row.get(4)?,
        subject_id: row.get(5)?,
        payload: row.get(6)?,
    })
}

/// Keeps the entries that nothing can come before any more, and asks about the first gap.
fn stop_at_gap(conn: &mut Conn, seq: i64, xmin: i64, mut entries: Vec<Entry>) -> Result<Slice> {
    if first_gap(seq, &entries, 0).is_none() {
        return Ok(Slice {
            entries,
            held_back: false,
        });
    }
    let gaps = conn.gaps();
    let settled = gaps
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .settled_at(xmin);
    let Some(gap) = first_gap(seq, &entries, settled) else {
        return Ok(Slice {
            entries,
            held_back: false,
        });
    };
    entries.truncate(gap);
    if !gaps
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_waiting(xmin)
    {
        let asked = ask(conn)?;
        let mut gaps = gaps.lock().unwrap_or_else(PoisonError::into_inner);
        if !gaps.is_waiting(xmin) {
            gaps.pending = asked;
        }
    }
    Ok(Slice {
        entries,
        held_back: true,
    })
}

const TAKE_ID_POSTGRES: &str = "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)";

/// Takes a transaction id after having seen the newest entry. Only done when there is a gap.
fn ask(conn: &mut Conn) -> Result<Mark> {
    let seq = get_newest(conn)?;
    let horizon = conn.one(TAKE_ID_POSTGRES, &[], |row| row.get(0))?;
    Ok(Mark { seq, horizon })
}

/// Where the entries first leave a number out that is not known to be lost.
fn first_gap(seq: i64, entries: &[Entry], settled: i64) -> Option<usize> {
    let before = std::iter::once(seq).chain(entries.iter().map(|entry| entry.seq));
    entries
        .iter()
        .zip(before)
        .position(|(entry, before)| entry.seq > settled && entry.seq != before + 1)
}

/// The number of the newest entry; 0 if there is none.
pub fn get_newest(conn: &mut Conn) -> Result<i64> {
    conn.one("SELECT COALESCE(MAX(seq), 0) FROM journal", &[], |row| {
        row.get(0)
    })
}

/// How far a reader has come; 0 if it has not begun.
pub fn get_cursor(conn: &mut Conn, reader: &str, shard: &str) -> Result<i64> {
    let found = conn.opt(
        "SELECT seq FROM cursor WHERE reader = $1 AND shard = $2",
        &[&reader, &shard],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Remembers how far a reader has come. A cursor never goes back.
pub fn set_cursor(tx: &mut Tx, reader: &str, shard: &str, seq: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO cursor (reader, shard, seq) VALUES ($1, $2, $3)
         ON CONFLICT (reader, shard) DO UPDATE SET seq = GREATEST(cursor.seq, excluded.seq)",
        &[&reader, &shard, &seq],
    )
    .map(drop)
}

/// Forgets a reader that is no more, so that the journal does not wait for it.
pub fn remove_cursor(tx: &mut Tx, reader: &str) -> Result<u64> {
    tx.exec("DELETE FROM cursor WHERE reader = $1", &[&reader])
}

/// Forgets at most `limit` entries that are older than `before` (microseconds since 1970) and that
/// every reader has passed. The newest stays, so that a gap at the end is never taken for the beginning.
pub fn prune(tx: &mut Tx, before: i64, limit: u32) -> Result<u64> {
    tx.exec(
        "DELETE FROM journal WHERE seq IN (
             SELECT seq FROM journal
             WHERE at < $1 AND seq <= (SELECT MIN(seq) FROM cursor)
               AND seq < (SELECT MAX(seq) FROM journal)
             ORDER BY seq LIMIT $2)",
        &[&before, &limit],
    )
}
