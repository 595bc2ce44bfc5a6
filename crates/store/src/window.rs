//! A window onto a list that is ordered by id.

/// Which rows of a list are wanted. All three numbers go into the statement, so one text serves every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Only ids below this.
    pub below: i64,
    /// Only ids above this.
    pub above: i64,
    /// How many at most.
    pub limit: i64,
    /// From which end they are counted.
    pub from: End,
}

/// From which end of the window rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The newest rows.
    Newest,
    /// The oldest rows, given newest first all the same.
    Oldest,
}

impl Window {
    /// The newest `limit` rows.
    pub const fn newest(limit: i64) -> Self {
        Self {
            below: i64::MAX,
            above: -1,
            limit,
            from: End::Newest,
        }
    }

    /// The statement for this window: the same text twice, in either order.
    pub(crate) const fn pick(
        &self,
        newest_first: &'static str,
        oldest_first: &'static str,
    ) -> &'static str {
        match self.from {
            End::Newest => newest_first,
            End::Oldest => oldest_first,
        }
    }

    /// Puts rows read from the oldest end newest first.
    pub(crate) fn arrange<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if self.from == End::Oldest {
            rows.reverse();
        }
        rows
    }

    /// One page of the pages of several lists, in any order: each id once, newest first, from this window's end.
    pub(crate) fn merge(&self, mut ids: Vec<i64>) -> Vec<i64> {
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.dedup();
        let limit = usize::try_from(self.limit).unwrap_or(0);
        match self.from {
            End::Newest => ids.truncate(limit),
            End::Oldest => drop(ids.drain(..ids.len().saturating_sub(limit))),
        }
        ids
    }
}

/// Runs a list statement in a window. `$body` ends in a WHERE clause; `$id` is the column that orders it. The
/// statement's own parameters begin at `$4`.
macro_rules! windowed {
    ($conn:expr, $window:expr, $body:literal, $id:literal, [$($arg:expr),*], $read:expr) => {{
        let window: &$crate::window::Window = $window;
        let sql = window.pick(
            concat!($body, " AND ", $id, " < $1 AND ", $id, " > $2 ORDER BY ", $id, " DESC LIMIT $3"),
            concat!($body, " AND ", $id, " < $1 AND ", $id, " > $2 ORDER BY ", $id, " ASC LIMIT $3"),
        );
        let rows = $conn.all(sql, &[&window.below, &window.above, &window.limit, $($arg),*], $read)?;
        Ok(window.arrange(rows))
    }};
}

pub(crate) use windowed;
