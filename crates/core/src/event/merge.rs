//! The indexes that fit a question, and what stands along them as one list, the newest first.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use store::Conn;
use store::event::{Along, EventRow, Place};

use super::find::EventQuery;

/// So many pairs of authors and kinds are gone through one by one; with more, authors are.
const MOST_PAIRS: usize = 512;

/// Events along one index.
struct Stream<'a> {
    along: Along<'a>,
    read: VecDeque<EventRow>,
    until: i64,
    after: Vec<u8>,
    is_dry: bool,
}

/// The first of a stream; the greatest is the newest, of one second that with the lowest name.
#[derive(PartialEq, Eq)]
struct First {
    created_at: i64,
    id: Reverse<Vec<u8>>,
    stream: usize,
}

impl Ord for First {
    fn cmp(&self, other: &Self) -> Ordering {
        let own = (self.created_at, &self.id, self.stream);
        own.cmp(&(other.created_at, &other.id, other.stream))
    }
}

impl PartialOrd for First {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Several streams as one.
pub(super) struct Merge<'a> {
    streams: Vec<Stream<'a>>,
    firsts: BinaryHeap<First>,
    since: i64,
    chunk: i64,
    has_begun: bool,
}

impl<'a> Merge<'a> {
    pub(super) fn of(query: &'a EventQuery) -> Self {
        let (alongs, is_exact) = along(query);
        let share = query.limit / alongs.len().max(1) + 1;
        // What the index does not know has to be looked at, so that more is read at once.
        let chunk = share.clamp(if is_exact { 8 } else { 64 }, 500);
        let stream = |along| Stream {
            along,
            read: VecDeque::new(),
            until: query.until.unwrap_or(i64::MAX),
            after: Vec::new(),
            is_dry: false,
        };
        Self {
            streams: alongs.into_iter().map(stream).collect(),
            firsts: BinaryHeap::new(),
            since: query.since.unwrap_or(0),
            chunk: i64::try_from(chunk).unwrap_or(500),
            has_begun: false,
        }
    }

    /// The next, the newest of all streams.
    pub(super) fn next(&mut self, conn: &mut Conn) -> store::Result<Option<EventRow>> {
        if !self.has_begun {
            self.has_begun = true;
            for number in 0..self.streams.len() {
                self.put_first(conn, number)?;
            }
        }
        let Some(first) = self.firsts.pop() else {
            return Ok(None);
        };
        let row = self
            .streams
            .get_mut(first.stream)
            .and_then(|stream| stream.read.pop_front());
        self.put_first(conn, first.stream)?;
        Ok(row)
    }

    fn put_first(&mut self, conn: &mut Conn, number: usize) -> store::Result<()> {
        let Some(stream) = self.streams.get_mut(number) else {
            return Ok(());
        };
        if stream.read.is_empty() && !stream.is_dry {
            stream.fill(conn, self.since, self.chunk)?;
        }
        if let Some(row) = stream.read.front() {
            self.firsts.push(First {
                created_at: row.created_at,
                id: Reverse(row.id.clone()),
                stream: number,
            });
        }
        Ok(())
    }
}

impl Stream<'_> {
    fn fill(&mut self, conn: &mut Conn, since: i64, chunk: i64) -> store::Result<()> {
        let place = Place {
            until: self.until,
            after: &self.after,
            since,
            limit: chunk,
        };
        let rows = store::event::page(conn, self.along, place)?;
        // A page of a tag may hold less than was read for it: only one with nothing is the end.
        self.is_dry = rows.is_empty();
        if let Some(last) = rows.last() {
            self.until = last.created_at;
            self.after.clone_from(&last.id);
        }
        self.read = rows.into();
        Ok(())
    }
}

/// The indexes that fit a question best, and whether they know all of it.
fn along(query: &EventQuery) -> (Vec<Along<'_>>, bool) {
    let kinds = || query.kinds.iter().map(|kind| i64::from(*kind));
    // Many events have the same of these; with an author, there are fewer of hers.
    let is_common = |name: char| matches!(name, 't' | 'k' | 'K' | 'l' | 'L');
    let tags = query.tags.iter();
    let tags = tags.filter(|(name, _)| query.authors.is_empty() || !is_common(*name));
    if let Some((name, values)) = tags.min_by_key(|(_, values)| values.len()) {
        let is_exact = query.tags.len() == 1 && query.authors.is_empty() && query.kinds.is_empty();
        let alongs = values.iter().map(|value| Along::Tag(*name, value));
        return (alongs.collect(), is_exact);
    }
    let has_no_tags = query.tags.is_empty();
    let pairs = query.authors.len().saturating_mul(query.kinds.len());
    if pairs > 0 && pairs <= MOST_PAIRS {
        let authors = query.authors.iter();
        let pairs = authors.flat_map(|author| kinds().map(|kind| Along::AuthorKind(author, kind)));
        return (pairs.collect(), has_no_tags);
    }
    if !query.authors.is_empty() {
        let authors = query.authors.iter().map(|author| Along::Author(author));
        return (authors.collect(), has_no_tags && query.kinds.is_empty());
    }
    if !query.kinds.is_empty() {
        return (kinds().map(Along::Kind).collect(), has_no_tags);
    }
    (vec![Along::All], has_no_tags)
}
