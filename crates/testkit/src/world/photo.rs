//! Everything a world knows at one moment, to be compared with another.

use std::collections::BTreeMap;
use std::fmt;

use store::{Cell, Col, Conn, Row};

use super::World;

macro_rules! tables {
    ($($name:literal),* $(,)?) => {
        /// The tables that only change when something happened; where readers and lanes stand, and
        /// when somebody was last seen, are none of them.
        const TABLES: &[(&str, &str)] = &[$(($name, concat!("SELECT * FROM ", $name))),*];
    };
}

tables![
    "setting",
    "domain",
    "account",
    "identity",
    "retired_name",
    "account_key",
    "member",
    "invite",
    "app",
    "post",
    "named",
    "post_tag",
    "post_version",
    "tombstone",
    "buried",
    "post_like",
    "bookmark",
    "pin",
    "follow",
    "block",
    "mute",
    "notification",
    "marker",
    "journal",
    "outbox",
    "outbox_target",
    "received",
];

/// Every row of every table that matters, as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    rows: BTreeMap<&'static str, Vec<String>>,
}

impl Photo {
    /// What is in the other and not in this, and the other way round: empty if nothing changed.
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let mut changes = missing(later, self, "+");
        changes.extend(missing(self, later, "-"));
        changes
    }

    /// The same without a table that may change.
    pub fn without(mut self, table: &str) -> Self {
        self.rows.remove(table);
        self
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> usize {
        self.rows.get(table).map_or(0, Vec::len)
    }
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.rows.iter().map(|(table, rows)| (table, rows.len()));
        f.debug_map().entries(counts).finish()
    }
}

/// The rows of one photo that another has not.
fn missing(of: &Photo, from: &Photo, sign: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (table, rows) in &of.rows {
        let known = from.rows.get(table).map_or(&[][..], Vec::as_slice);
        let new = rows.iter().filter(|row| !known.contains(row));
        found.extend(new.map(|row| format!("{sign} {table} {row}")));
    }
    found
}

impl World {
    /// Everything that is known now.
    pub async fn photo(&self) -> Photo {
        let photo = self.store.read(|conn| {
            let mut rows = BTreeMap::new();
            for (table, sql) in TABLES {
                rows.insert(*table, all_rows(conn, sql)?);
            }
            Ok(Photo { rows })
        });
        photo.await.expect("every table can be read")
    }
}

fn all_rows(conn: &mut Conn, sql: &'static str) -> store::Result<Vec<String>> {
    let mut rows = conn.all(sql, &[], |row| Ok(text_of(row)))?;
    rows.sort();
    Ok(rows)
}

fn text_of(row: &Row<'_>) -> String {
    let cells = (0..).map_while(|column| row.get::<Text>(column).ok());
    cells.map(|cell| cell.0).collect::<Vec<_>>().join(" | ")
}

/// Any value, as text.
struct Text(String);

impl Col for Text {
    fn read(cell: Cell<'_>) -> Option<Self> {
        Some(Self(match cell {
            Cell::Blob(bytes) => format!("{} bytes", bytes.len()),
            other => format!("{other:?}"),
        }))
    }
}
