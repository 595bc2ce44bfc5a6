//! The few words in which our SQL differs from an engine's own.
//!
//! | we write | SQLite reads | PostgreSQL reads |
//! |---|---|---|
//! | `id IN ids($1)` | `(SELECT value FROM json_each($1))` | `(SELECT unnest($1::int8[]) AS value)` |
//! | `name IN texts($1)` | the same | `(SELECT unnest($1::text[]) AS value)` |
//! | `SKIP LOCKED` | nothing: there is one writer | `FOR UPDATE SKIP LOCKED` |
//! | `LEAST(…)`, `GREATEST(…)` | `min(…)`, `max(…)` | itself |
//!
//! A list also works as a table: `FROM ids($1) AS wanted JOIN post ON post.id = wanted.value`.
//! `LEAST` and `GREATEST` of a NULL differ between the engines, so give them none.
//! Statements that differ more are two constants side by side: [`Conn::pick`](super::Conn::pick).

use std::borrow::Cow;
use std::collections::HashMap;

use super::Engine;
use crate::error::{Error, Result};

/// Statements already translated. Constants never move, so their address is their name.
#[derive(Debug)]
pub(super) struct Translations {
    engine: Engine,
    known: HashMap<Key, Cow<'static, str>>,
}

/// The address and the length of a constant.
pub(super) type Key = (usize, usize);

/// The name of a constant statement in a cache.
pub(super) fn key(sql: &'static str) -> Key {
    (sql.as_ptr().addr(), sql.len())
}

impl Translations {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            engine,
            known: HashMap::new(),
        }
    }

    /// The statement in the engine's own words.
    pub(super) fn get(&mut self, sql: &'static str) -> Result<&str> {
        use std::collections::hash_map::Entry;
        Ok(match self.known.entry(key(sql)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(translate(sql, self.engine)?),
        })
    }
}

/// Rewrites the words of the table above, outside of quoted text.
pub(super) fn translate(sql: &str, engine: Engine) -> Result<Cow<'_, str>> {
    if !["ids(", "texts(", "SKIP LOCKED", "LEAST("]
        .iter()
        .any(|w| sql.contains(w))
        && !sql.contains("GREATEST(")
    {
        return Ok(Cow::Borrowed(sql));
    }
    let mut out = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while !rest.is_empty() {
        let (token, after) = split_token(rest);
        rest = after;
        match token {
            "ids" | "texts" if rest.starts_with('(') => {
                let (argument, after) = rest
                    .strip_prefix('(')
                    .and_then(|inner| inner.split_once(')'))
                    .ok_or_else(|| Error::Invalid(format!("no `)` after {token} in: {sql}")))?;
                rest = after;
                out.push_str(&list(token, argument, engine));
            }
            "SKIP" if rest.starts_with(" LOCKED") => {
                rest = rest.strip_prefix(" LOCKED").unwrap_or(rest);
                out.push_str(if engine == Engine::Postgres {
                    "FOR UPDATE SKIP LOCKED"
                } else {
                    ""
                });
            }
            "LEAST" if engine == Engine::Sqlite => out.push_str("min"),
            "GREATEST" if engine == Engine::Sqlite => out.push_str("max"),
            other => out.push_str(other),
        }
    }
    Ok(Cow::Owned(out))
}

fn list(token: &str, argument: &str, engine: Engine) -> String {
    match (engine, token) {
        (Engine::Sqlite, _) => format!("(SELECT value FROM json_each({argument}))"),
        (Engine::Postgres, "ids") => format!("(SELECT unnest({argument}::int8[]) AS value)"),
        (Engine::Postgres, _) => format!("(SELECT unnest({argument}::text[]) AS value)"),
    }
}

/// The greatest number of a parameter; 0 if there is none.
pub(super) fn last_parameter(sql: &str) -> usize {
    let mut rest = sql;
    let mut last = 0;
    while !rest.is_empty() {
        let (token, after) = split_token(rest);
        rest = after;
        if token == "$" {
            last = split_token(rest).0.parse().unwrap_or(0).max(last);
        }
    }
    last
}

/// Cuts off the first word, quoted text or other character. Never cuts inside a character.
fn split_token(sql: &str) -> (&str, &str) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = sql.char_indices();
    let Some((_, first)) = chars.next() else {
        return (sql, "");
    };
    let end = if is_word(first) {
        sql.find(|c| !is_word(c))
    } else if first == '\'' || first == '"' {
        // A doubled quote inside reads as two quoted texts side by side, which is as good.
        chars
            .find(|(_, c)| *c == first)
            .map(|(at, c)| at + c.len_utf8())
    } else {
        Some(first.len_utf8())
    };
    end.and_then(|at| sql.split_at_checked(at))
        .unwrap_or((sql, ""))
}

#[cfg(test)]
mod tests {
    use super::{Engine, last_parameter, translate};

    fn both(sql: &str) -> (String, String) {
        let to = |engine| translate(sql, engine).unwrap().into_owned();
        (to(Engine::Sqlite), to(Engine::Postgres))
    }

    #[test]
    fn lists_become_a_subquery() {
        let (lite, pg) = both("SELECT 1 FROM a WHERE id IN ids($2) AND n IN texts($1)");
        assert_eq!(
            lite,
            "SELECT 1 FROM a WHERE id IN (SELECT value FROM json_each($2)) \
             AND n IN (SELECT value FROM json_each($1))"
        );
        assert_eq!(
            pg,
            "SELECT 1 FROM a WHERE id IN (SELECT unnest($2::int8[]) AS value) \
             AND n IN (SELECT unnest($1::text[]) AS value)"
        );
    }

    #[test]
    fn only_whole_words_are_translated() {
        let sql = "SELECT kids(1), 'ids($1) LEAST(', \"GREATEST(\" FROM asids";
        assert_eq!(both(sql), (sql.to_owned(), sql.to_owned()));
    }

    #[test]
    fn the_other_words_of_the_table() {
        let (lite, pg) = both("SELECT LEAST(a, GREATEST(b, 1)) FROM t SKIP LOCKED");
        assert_eq!(lite, "SELECT min(a, max(b, 1)) FROM t ");
        assert_eq!(
            pg,
            "SELECT LEAST(a, GREATEST(b, 1)) FROM t FOR UPDATE SKIP LOCKED"
        );
    }

    #[test]
    fn parameters_are_counted_by_their_number() {
        assert_eq!(last_parameter("SELECT '$9', $2 || $10, $2"), 10);
        assert_eq!(last_parameter("SELECT 'it''s $3'"), 0);
    }

    #[test]
    fn an_open_bracket_is_refused() {
        assert!(translate("SELECT ids($1", Engine::Sqlite).is_err());
    }
}
