//! Events are found: pages along one index, the newest first. Which of them answer a question is decided above.

use crate::search::Question;
use crate::{Conn, Result, Tx};

use super::{EventRow, event_select, read};

/// Along what events are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along<'a> {
    /// All of them.
    All,
    /// Those of one author.
    Author(&'a [u8]),
    /// Those of one author of one kind.
    AuthorKind(&'a [u8], i64),
    /// Those of one kind.
    Kind(i64),
    /// Those with a tag.
    Tag(char, &'a str),
}

/// Where a page begins, and where it must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The newest moment, in seconds, and
    pub until: i64,
    /// of that moment only ids above this; of no bytes for all.
    pub after: &'a [u8],
    /// The oldest moment, in seconds.
    pub since: i64,
    /// How many at most.
    pub limit: i64,
}

macro_rules! placed {
    ($from:literal, $until:literal, $after:literal, $since:literal, $limit:literal) => {
        concat!(
            event_select!(),
            $from,
            "(e.created_at < ",
            $until,
            " OR (e.created_at = ",
            $until,
            " AND e.id > ",
            $after,
            ")) AND e.created_at <= ",
            $until,
            " AND e.created_at >= ",
            $since,
            " ORDER BY e.created_at DESC, e.id LIMIT ",
            $limit
        )
    };
}

/// One page, the newest first, of one moment by id.
pub fn page(conn: &mut Conn, along: Along<'_>, place: Place<'_>) -> Result<Vec<EventRow>> {
    let Place {
        until,
        after,
        since,
        limit,
    } = place;
    match along {
        Along::All => conn.all(
            placed!("WHERE ", "$1", "$2", "$3", "$4"),
            &[&until, &after, &since, &limit],
            read,
        ),
        Along::Author(author) => conn.all(
            placed!("WHERE e.author = $1 AND ", "$2", "$3", "$4", "$5"),
            &[&author, &until, &after, &since, &limit],
            read,
        ),
        Along::AuthorKind(author, kind) => conn.all(
            placed!(
                "WHERE e.author = $1 AND e.kind = $2 AND ",
                "$3",
                "$4",
                "$5",
                "$6"
            ),
            &[&author, &kind, &until, &after, &since, &limit],
            read,
        ),
        Along::Kind(kind) => conn.all(
            placed!("WHERE e.kind = $1 AND ", "$2", "$3", "$4", "$5"),
            &[&kind, &until, &after, &since, &limit],
            read,
        ),
        Along::Tag(name, value) => tagged(conn, (&name.to_string(), value), place),
    }
}

/// Events with a tag. The index knows moments and numbers, so what is of the moment where the last page ended comes again
/// whole, and what that page had is passed over by its id.
fn tagged(conn: &mut Conn, (name, value): (&str, &str), place: Place<'_>) -> Result<Vec<EventRow>> {
    let mut rows: Vec<EventRow> = conn.all(
        concat!(
            event_select!(),
            "JOIN (SELECT num FROM event_tag WHERE name = $1 AND value = $2 AND created_at <= $3 AND created_at >= $4 \
             ORDER BY created_at DESC LIMIT $5) t ON t.num = e.num"
        ),
        &[&name, &value, &place.until, &place.since, &place.limit],
        read,
    )?;
    // A moment may have been cut in the middle: it is read whole, as far as anybody needs.
    if let Some(last) = rows.iter().map(|row| row.created_at).min()
        && i64::try_from(rows.len()).is_ok_and(|found| found >= place.limit)
    {
        rows.retain(|row| row.created_at > last);
        rows.extend(conn.all(
            concat!(
                event_select!(),
                "JOIN (SELECT num FROM event_tag WHERE name = $1 AND value = $2 AND created_at = $3 LIMIT 5000) t \
                 ON t.num = e.num"
            ),
            &[&name, &value, &last],
            read,
        )?);
    }
    rows.retain(|row| row.created_at < place.until || row.id.as_slice() > place.after);
    rows.sort_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    Ok(rows)
}

/// Whether an event has a tag with one of these values.
pub fn has_tag(conn: &mut Conn, event: &EventRow, name: &str, values: &[String]) -> Result<bool> {
    for value in values {
        let found = conn.opt(
            "SELECT 1 FROM event_tag WHERE name = $1 AND value = $2 AND created_at = $3 AND num = $4",
            &[&name, value, &event.created_at, &event.num],
            |row| row.get::<i64>(0),
        )?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

const ASK_SQLITE: &str = concat!(
    event_select!(),
    "WHERE e.num IN (SELECT rowid FROM event_text WHERE event_text MATCH $1 ORDER BY rowid DESC LIMIT $2) ORDER BY e.num DESC"
);
const ASK_POSTGRES: &str = concat!(
    event_select!(),
    "WHERE e.num IN (SELECT rowid FROM event_text WHERE words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) ORDER BY rowid DESC LIMIT $2) \
     ORDER BY e.num DESC"
);

/// Events that have these words, those that came last first.
pub fn ask_words(conn: &mut Conn, question: &Question, limit: i64) -> Result<Vec<EventRow>> {
    let text = question.text(conn.engine());
    let sql = conn.pick(ASK_SQLITE, ASK_POSTGRES);
    conn.all(sql, &[&text, &limit], read)
}

/// How many events have ended and are still here.
pub fn count_expired(conn: &mut Conn, now: i64) -> Result<i64> {
    conn.one(
        "SELECT COUNT(*) FROM event WHERE expires_at IS NOT NULL AND expires_at <= $1",
        &[&now],
        |row| row.get(0),
    )
}

/// Deletes some of those that have ended.
pub fn delete_expired(tx: &mut Tx, now: i64, limit: i64) -> Result<u64> {
    let ids = tx.all(
        "SELECT id FROM event WHERE expires_at IS NOT NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        &[&now, &limit],
        |row| row.get::<Vec<u8>>(0),
    )?;
    for id in &ids {
        super::delete(tx, id)?;
    }
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
}
