//! Events are found, as those who ask may have them.
//!
//! A question is answered along the index that fits it best: a list of streams, each the newest first, which are merged. What
//! the index does not know of the question is looked at event by event, for a bounded number of them.

use std::ops::ControlFlow;

use model::words::Phrase;
use store::Conn;
use store::event::EventRow;
use store::search::{Question, Term};

use super::KeptEvent;
use super::merge::Merge;
use crate::{Result, Social};

/// The most that are counted or compared for one question.
pub const MOST_COUNTED: usize = 100_000;
/// The most that are looked at for one page.
const MOST_SEEN: usize = 50_000;
/// The most words of a search.
const MOST_WORDS: usize = 16;
/// How many that have the words are looked at.
const SEARCHED: i64 = 2_000;

/// What is looked for. Empty lists ask for nothing in particular.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// These.
    pub ids: Vec<[u8; 32]>,
    /// By these.
    pub authors: Vec<[u8; 32]>,
    /// Of these kinds.
    pub kinds: Vec<u16>,
    /// With one of the values for each of these names.
    pub tags: Vec<(char, Vec<String>)>,
    /// Written then or later, in seconds since 1970.
    pub since: Option<i64>,
    /// Written then or before.
    pub until: Option<i64>,
    /// The newest so many.
    pub limit: usize,
    /// With all of these words.
    pub words: Option<String>,
    /// The keys of whoever asks: they are given what is for them alone.
    pub viewers: Vec<[u8; 32]>,
}

/// What two sides compare: when it says it was written, and its name.
pub type Item = (u64, [u8; 32]);

impl Social {
    /// An event by its name, whoever it is for: what to do with it is for the network to know. What has ended, and what
    /// somebody wrote who is kept back, is not there.
    pub async fn event(&self, id: [u8; 32]) -> Result<Option<KeptEvent>> {
        let now = self.now().seconds();
        let found = self.store().read(move |conn| store::event::find(conn, &id));
        let found = found.await?.filter(|row| is_there(row, now));
        Ok(found.map(KeptEvent::read))
    }

    /// The events that something here is, the oldest first.
    pub async fn events_of_subject(&self, subject: i64) -> Result<Vec<KeptEvent>> {
        let found = self
            .store()
            .read(move |conn| store::event::of_subject(conn, subject));
        Ok(found.await?.into_iter().map(KeptEvent::read).collect())
    }

    /// What stands under a name for a kind; the name of replaceable events is empty.
    pub async fn newest_event(
        &self,
        author: [u8; 32],
        kind: u16,
        d: &str,
    ) -> Result<Option<KeptEvent>> {
        let d = super::name(d);
        let found = self
            .store()
            .read(move |conn| store::event::at_address(conn, &author, i64::from(kind), &d));
        Ok(found.await?.map(KeptEvent::read))
    }

    /// The newest events that answer a question, the newest first, of one second by their names. `false` beside them when
    /// there may be more that were not looked at.
    pub async fn find_events(&self, query: EventQuery) -> Result<(Vec<KeptEvent>, bool)> {
        let now = self.now().seconds();
        let find = move |conn: &mut Conn| {
            let mut found = Vec::new();
            let is_whole = walk(conn, &query, now, MOST_SEEN, &mut |row| {
                found.push(KeptEvent::read(row));
                found.len() < query.limit
            })?;
            Ok((found, is_whole))
        };
        Ok(self.store().read(find).await?)
    }

    /// How many events answer a question, and whether all of them were looked at.
    pub async fn count_events(&self, query: EventQuery) -> Result<(usize, bool)> {
        let now = self.now().seconds();
        let count = move |conn: &mut Conn| {
            let mut count = 0;
            let is_whole = walk(conn, &query, now, MOST_COUNTED, &mut |_row| {
                count += 1;
                count < query.limit
            })?;
            Ok((count, is_whole))
        };
        Ok(self.store().read(count).await?)
    }

    /// The names of all events that answer a question, for two sides to compare theirs. `None` when there are too many.
    pub async fn event_items(&self, query: EventQuery) -> Result<Option<Vec<Item>>> {
        let now = self.now().seconds();
        let find = move |conn: &mut Conn| {
            let mut items = Vec::new();
            let is_whole = walk(conn, &query, now, MOST_COUNTED, &mut |row| {
                let at = u64::try_from(row.created_at).unwrap_or_default();
                items.push((at, super::bytes(&row.id)));
                items.len() < query.limit
            })?;
            // Some of very many would look like all there are.
            Ok((is_whole && items.len() < MOST_COUNTED).then_some(items))
        };
        Ok(self.store().read(find).await?)
    }

    /// Events that came after one, in the order in which they came, whoever they are for; and the number of the newest.
    pub async fn events_after(&self, num: i64, limit: u32) -> Result<Vec<KeptEvent>> {
        let now = self.now().seconds();
        let found = self
            .store()
            .read(move |conn| store::event::after(conn, num, i64::from(limit)));
        let found = found.await?.into_iter();
        Ok(found
            .filter(|row| is_there(row, now))
            .map(KeptEvent::read)
            .collect())
    }

    /// The number of the event that came last; 0 when there is none.
    pub async fn newest_event_num(&self) -> Result<i64> {
        Ok(self.store().read(store::event::newest).await?)
    }
}

fn is_there(row: &EventRow, now: i64) -> bool {
    !row.is_barred && row.expires_at.is_none_or(|end| end > now)
}

/// Gives each event that answers to `take`, the newest first, until it wants no more or `most` were looked at. Whether that
/// was all there is, or all that was wanted.
fn walk(
    conn: &mut Conn,
    query: &EventQuery,
    now: i64,
    most: usize,
    take: &mut dyn FnMut(EventRow) -> bool,
) -> store::Result<bool> {
    if query.limit == 0 {
        return Ok(true);
    }
    let mut answer = |conn: &mut Conn, row: EventRow| -> store::Result<ControlFlow<()>> {
        Ok(if !answers(conn, query, &row, now)? || take(row) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    };
    let few = match (&query.words, query.ids.is_empty()) {
        (_, false) => Some(named(conn, query)?),
        (Some(typed), true) => Some(with_words(conn, typed)?),
        (None, true) => None,
    };
    if let Some(mut rows) = few {
        rows.sort_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
        rows.dedup_by(|a, b| a.num == b.num);
        for row in rows {
            if answer(conn, row)?.is_break() {
                break;
            }
        }
        return Ok(true);
    }
    let mut merge = Merge::of(query);
    let mut last = None;
    for _seen in 0..most {
        let Some(row) = merge.next(conn)? else {
            return Ok(true);
        };
        // One event may be in several streams.
        if last == Some(row.num) {
            continue;
        }
        last = Some(row.num);
        if answer(conn, row)?.is_break() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn named(conn: &mut Conn, query: &EventQuery) -> store::Result<Vec<EventRow>> {
    let mut rows = Vec::new();
    for id in &query.ids {
        rows.extend(store::event::find(conn, id)?);
    }
    Ok(rows)
}

fn with_words(conn: &mut Conn, typed: &str) -> store::Result<Vec<EventRow>> {
    let term = |phrase: Phrase| {
        vec![Term {
            words: phrase.words,
            is_beginning: phrase.is_beginning,
        }]
    };
    // `key:value` are wishes of other relays (NIP-50), and are passed over.
    let typed = typed.split_whitespace().filter(|word| !is_wish(word));
    let phrases = typed
        .take(MOST_WORDS)
        .filter_map(|it| Phrase::parse(it, MOST_WORDS));
    let all: Vec<Vec<Term>> = phrases.map(term).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let question = Question {
        all,
        none: Vec::new(),
    };
    store::event::ask_words(conn, &question, SEARCHED)
}

fn is_wish(word: &str) -> bool {
    word.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && !value.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// Whether an event answers a question and whoever asks may have it.
fn answers(conn: &mut Conn, query: &EventQuery, row: &EventRow, now: i64) -> store::Result<bool> {
    let is_for_them = row.readers.as_deref().is_none_or(|readers| {
        let mut readers = readers.chunks_exact(32);
        readers.any(|reader| query.viewers.iter().any(|viewer| viewer == reader))
    });
    let has = |ids: &[[u8; 32]], id: &[u8]| ids.is_empty() || ids.iter().any(|it| it == id);
    let kind = u16::try_from(row.kind).unwrap_or_default();
    if !is_there(row, now)
        || !is_for_them
        || !has(&query.ids, &row.id)
        || !has(&query.authors, &row.author)
        || !(query.kinds.is_empty() || query.kinds.contains(&kind))
        || query.since.is_some_and(|since| row.created_at < since)
        || query.until.is_some_and(|until| row.created_at > until)
    {
        return Ok(false);
    }
    for (name, values) in &query.tags {
        if !store::event::has_tag(conn, row, &name.to_string(), values)? {
            return Ok(false);
        }
    }
    Ok(true)
}
