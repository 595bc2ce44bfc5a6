//! Events are kept, and taken back.

use crate::{Conn, Engine, Result, Tx};

use super::{EventRow, at_address};

/// What became of an event that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It is here now.
    New,
    /// It was here.
    Known,
    /// What stands under its name is newer.
    Older,
}

/// Why an event is not wanted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// Its author, or staff, took it back.
    Deleted,
    /// Its author took everything back.
    Vanished,
}

/// Whether an event was taken back before it came.
pub fn is_gone(conn: &mut Conn, event: &EventRow) -> Result<Option<Gone>> {
    let staff: &[u8] = &[];
    let is_deleted = conn
        .opt(
            "SELECT 1 FROM event_gone WHERE id = $1 AND author IN ($2, $3)",
            &[&event.id, &event.author, &staff],
            |row| row.get::<i64>(0),
        )?
        .is_some();
    if is_deleted {
        return Ok(Some(Gone::Deleted));
    }
    if let Some(d) = &event.d {
        let until = conn.opt(
            "SELECT until FROM event_gone_address WHERE author = $1 AND kind = $2 AND d = $3",
            &[&event.author, &event.kind, d],
            |row| row.get::<i64>(0),
        )?;
        if until.is_some_and(|until| event.created_at <= until) {
            return Ok(Some(Gone::Deleted));
        }
    }
    let until = conn.opt(
        "SELECT until FROM event_vanished WHERE author = $1",
        &[&event.author],
        |row| row.get::<i64>(0),
    )?;
    Ok(until
        .filter(|until| event.created_at <= *until)
        .map(|_until| Gone::Vanished))
}

/// Keeps an event with what it may be found by, in the place of what it replaces.
pub fn insert(
    tx: &mut Tx,
    event: &EventRow,
    tags: &[(String, String)],
    words: &[String],
) -> Result<Keeping> {
    if super::find(tx, &event.id)?.is_some() {
        return Ok(Keeping::Known);
    }
    if let Some(d) = &event.d
        && let Some(standing) = at_address(tx, &event.author, event.kind, d)?
    {
        // Of two in one second the one with the lowest id stays (NIP-01).
        let (new, old) = (
            (event.created_at, std::cmp::Reverse(&event.id)),
            (standing.created_at, std::cmp::Reverse(&standing.id)),
        );
        if old > new {
            return Ok(Keeping::Older);
        }
        remove(tx, standing.num)?;
    }
    tx.exec(
        "INSERT INTO event (num, id, author, kind, created_at, d, body, readers, expires_at, subject_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &event.num,
            &event.id,
            &event.author,
            &event.kind,
            &event.created_at,
            &event.d,
            &event.body,
            &event.readers,
            &event.expires_at,
            &event.subject_id,
        ],
    )?;
    for (name, value) in tags {
        tx.exec(
            "INSERT INTO event_tag (name, value, created_at, num) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[name, value, &event.created_at, &event.num],
        )?;
    }
    if !words.is_empty() {
        index(tx, event.num, words)?;
    }
    Ok(Keeping::New)
}

const INDEX_SQLITE: &str = "INSERT INTO event_text (rowid, words) VALUES ($1, $2)";
const INDEX_POSTGRES: &str =
    "INSERT INTO event_text (rowid, words) VALUES ($1, CAST(CAST($2 AS TEXT) AS TSVECTOR))";

fn index(tx: &mut Tx, num: i64, words: &[String]) -> Result<()> {
    let text = match tx.engine() {
        Engine::Sqlite => words.join(" "),
        // Words have no quotes in them; positions let words be found side by side.
        Engine::Postgres => words
            .iter()
            .zip(1..16_383)
            .map(|(word, place)| format!("'{word}':{place}"))
            .collect::<Vec<_>>()
            .join(" "),
    };
    let sql = tx.pick(INDEX_SQLITE, INDEX_POSTGRES);
    tx.exec(sql, &[&num, &text])?;
    Ok(())
}

fn remove(tx: &mut Tx, num: i64) -> Result<()> {
    tx.exec("DELETE FROM event_tag WHERE num = $1", &[&num])?;
    tx.exec("DELETE FROM event WHERE num = $1", &[&num])?;
    Ok(())
}

/// Deletes an event, if it is here. Nothing is noted.
pub fn delete(tx: &mut Tx, id: &[u8]) -> Result<Option<EventRow>> {
    let found = super::find(tx, id)?;
    if let Some(event) = &found {
        remove(tx, event.num)?;
    }
    Ok(found)
}

/// Notes that an author took an event back, and deletes it if it is theirs. `spared` is a kind that nobody can take back.
pub fn take_back(tx: &mut Tx, author: &[u8], id: &[u8], spared: i64) -> Result<Option<EventRow>> {
    let found = super::find(tx, id)?;
    if let Some(event) = &found
        && (event.author != author || event.kind == spared)
    {
        return Ok(None);
    }
    note_gone(tx, author, id)?;
    if let Some(event) = &found {
        remove(tx, event.num)?;
    }
    Ok(found)
}

/// Deletes an event by the word of staff, and keeps it from coming again.
pub fn bar(tx: &mut Tx, id: &[u8]) -> Result<Option<EventRow>> {
    note_gone(tx, &[], id)?;
    delete(tx, id)
}

fn note_gone(tx: &mut Tx, author: &[u8], id: &[u8]) -> Result<()> {
    tx.exec(
        "INSERT INTO event_gone (id, author) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&id, &author],
    )?;
    Ok(())
}

/// The same as [`take_back`] for all that its author said under a name until a moment, in seconds.
pub fn take_back_address(
    tx: &mut Tx,
    author: &[u8],
    (kind, d): (i64, &str),
    until: i64,
) -> Result<Option<EventRow>> {
    tx.exec(
        "INSERT INTO event_gone_address (author, kind, d, until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (author, kind, d) DO UPDATE SET until = GREATEST(event_gone_address.until, excluded.until)",
        &[&author, &kind, &d, &until],
    )?;
    let standing = at_address(tx, author, kind, d)?;
    let standing = standing.filter(|event| event.created_at <= until);
    if let Some(event) = &standing {
        remove(tx, event.num)?;
    }
    Ok(standing)
}

/// Deletes everything that an author wrote until a moment, and what was wrapped for them alone, and keeps it from coming
/// again. `wrapping` is the kind of what is wrapped for others by keys of one use.
pub fn vanish(tx: &mut Tx, author: &[u8], until: i64, wrapping: i64) -> Result<u64> {
    tx.exec(
        "INSERT INTO event_vanished (author, until) VALUES ($1, $2) \
         ON CONFLICT (author) DO UPDATE SET until = GREATEST(event_vanished.until, excluded.until)",
        &[&author, &until],
    )?;
    let mut nums = tx.all(
        "SELECT num FROM event WHERE author = $1 AND created_at <= $2",
        &[&author, &until],
        |row| row.get::<i64>(0),
    )?;
    nums.extend(tx.all(
        "SELECT num FROM event WHERE kind = $1 AND readers = $2",
        &[&wrapping, &author],
        |row| row.get::<i64>(0),
    )?);
    let count = u64::try_from(nums.len()).unwrap_or(u64::MAX);
    for num in nums {
        remove(tx, num)?;
    }
    Ok(count)
}

/// Says what an event is here.
pub fn set_subject(tx: &mut Tx, id: &[u8], subject: i64) -> Result<()> {
    tx.exec(
        "UPDATE event SET subject_id = $2 WHERE id = $1",
        &[&id, &subject],
    )?;
    Ok(())
}

/// Says whose key it is.
pub fn set_account(tx: &mut Tx, author: &[u8], account: i64) -> Result<()> {
    tx.exec(
        "INSERT INTO event_key (author, account_id) VALUES ($1, $2) \
         ON CONFLICT (author) DO UPDATE SET account_id = excluded.account_id WHERE event_key.account_id <> excluded.account_id",
        &[&author, &account],
    )?;
    Ok(())
}
