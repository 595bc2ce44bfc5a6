//! The list of methods: one row each, as gathered from the documentation and from how servers behave.

use std::sync::LazyLock;

/// A method of the API, a channel of its streams, or an event on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `GET` and its like; `WS` for a channel, `EVENT` for an event.
    pub method: String,
    /// The path with `:parameters`, or the name of the channel or event.
    pub path: String,
    /// Since which version of Mastodon; may be empty.
    pub since: String,
    /// What it belongs to.
    pub group: String,
    /// Empty, or `deprecated`, `removed`, `undocumented`, …
    pub status: String,
}

impl Row {
    /// What notes call it: `GET /api/v1/accounts/:id`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether the description says that it is no more.
    pub fn is_removed(&self) -> bool {
        self.status == "removed"
    }

    /// How well a path fits: the number of parts that are the same by name; `None` if it is another path.
    fn fits(&self, method: &str, path: &str) -> Option<usize> {
        if self.method != method || self.path.split('/').count() != path.split('/').count() {
            return None;
        }
        let mut same = 0;
        for (mine, theirs) in self.path.split('/').zip(path.split('/')) {
            if mine == theirs {
                same += 1;
            } else if !mine.starts_with(':') {
                return None;
            }
        }
        Some(same)
    }
}

/// Every row, in the order of the list; none when the list is not here.
pub fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(load);
    &ROWS
}

/// The row of a request, by its path without a query.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Row> {
    let fitting = rows()
        .iter()
        .filter_map(|row| Some((row.fits(method, path)?, row)));
    fitting.max_by_key(|(same, _)| *same).map(|(_, row)| row)
}

const FILE: &str = "mastodon-endpoints.tsv";

fn load() -> Vec<Row> {
    let Ok(text) = std::fs::read_to_string(crate::reference_file(FILE)) else {
        eprintln!("SKIPPED: {FILE} is not here, so no test proves a row (set FOLKMOOT_REFERENCE)");
        return Vec::new();
    };
    text.lines().skip(1).filter_map(parse).collect()
}

/// `method path scope since group title returns status history`, divided by tabs.
fn parse(line: &str) -> Option<Row> {
    let parts: Vec<&str> = line.split('\t').collect();
    let part = |place: usize| parts.get(place).map(|text| (*text).trim().to_owned());
    Some(Row {
        method: part(0)?,
        path: part(1)?,
        since: part(3).unwrap_or_default(),
        group: part(4).unwrap_or_default(),
        status: part(7).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_the_row_that_names_most_of_it() {
        if rows().is_empty() {
            return;
        }
        let name = |method, path| find(method, path).map(Row::name);
        assert_eq!(
            name("GET", "/api/v1/accounts/7").as_deref(),
            Some("GET /api/v1/accounts/:id")
        );
        assert_eq!(
            name("GET", "/api/v1/accounts/search").as_deref(),
            Some("GET /api/v1/accounts/search")
        );
        assert_eq!(name("GET", "/api/v1/nothing"), None);
    }
}
