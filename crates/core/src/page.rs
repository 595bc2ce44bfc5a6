//! Pages of lists. Every list is ordered by an id, newest first, and cut by ids.

use model::Id;

/// Which part of a list is wanted; the words are Mastodon's
/// (<https://docs.joinmastodon.org/api/guidelines/#pagination>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only what is older than this.
    pub max_id: Option<Id>,
    /// Only what is newer than this, the newest of it.
    pub since_id: Option<Id>,
    /// Only what is newer than this, the oldest of it: the page directly above.
    pub min_id: Option<Id>,
    /// How many at most.
    pub limit: u32,
}

impl Page {
    /// The newest `limit` entries.
    pub const fn first(limit: u32) -> Self {
        Self {
            max_id: None,
            since_id: None,
            min_id: None,
            limit,
        }
    }

    /// The `limit` entries before `max_id`.
    pub const fn before(max_id: Id, limit: u32) -> Self {
        Self {
            max_id: Some(max_id),
            since_id: None,
            min_id: None,
            limit,
        }
    }
}

/// A part of a list, newest first, and the ids that continue it.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice<T> {
    /// What is on this page. May be shorter than the limit though more follows: what may not be seen is left out.
    pub items: Vec<T>,
    /// The id of the newest row looked at: `min_id` of the page above.
    pub newest: Option<Id>,
    /// The id of the oldest row looked at: `max_id` of the page below. `None` when there was nothing.
    pub oldest: Option<Id>,
}

impl<T> Slice<T> {
    /// The same page with other things on it.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            items: self.items.into_iter().map(change).collect(),
            newest: self.newest,
            oldest: self.oldest,
        }
    }
}

impl Page {
    /// As the store's window.
    pub(crate) fn window(&self) -> store::Window {
        let above = self.min_id.or(self.since_id).map_or(-1, Id::get);
        store::Window {
            below: self.max_id.map_or(i64::MAX, Id::get),
            above,
            limit: i64::from(self.limit.max(1)),
            from: if self.min_id.is_some() {
                store::End::Oldest
            } else {
                store::End::Newest
            },
        }
    }
}

impl<T> Slice<T> {
    /// A page whose rows had these cursors, newest first.
    pub(crate) fn of(items: Vec<T>, cursors: &[i64]) -> Self {
        Self {
            items,
            newest: cursors.first().copied().map(Id::from),
            oldest: cursors.last().copied().map(Id::from),
        }
    }
}
