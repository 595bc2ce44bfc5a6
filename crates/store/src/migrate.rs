//! Migrations: numbered, forward only, each in one transaction with the note that it was done.
//!
//! They are written once for both engines, with these words where the engines differ:
//!
//! | in the file | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{int}` | `INTEGER` | `BIGINT` |
//! | `{blob}` | `BLOB` | `BYTEA` |
//! | `{serial}` | `INTEGER PRIMARY KEY AUTOINCREMENT` | `BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY` |
//! | `{xid}` | nothing | `xid xid8 NOT NULL DEFAULT pg_current_xact_id(),` |
//! | `{strict}` | `STRICT` | nothing |
//! | a line that begins with `-- sqlite: ` | the rest of the line | a comment |
//! | a line that begins with `-- postgres: ` | a comment | the rest of the line |

use std::time::{Duration, Instant};

use crate::engine::broken_reference;
use crate::{Conn, Engine, Error, Result, Tx};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: u32,
    /// What it does, as its file is called.
    pub name: &'static str,
    /// The file.
    pub sql: &'static str,
}

/// Every step, in order. A step that was released is never changed.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "the house",
        sql: include_str!("../migrations/0001_the_house.sql"),
    },
    Migration {
        number: 2,
        name: "standing",
        sql: include_str!("../migrations/0002_standing.sql"),
    },
    Migration {
        number: 3,
        name: "conversations",
        sql: include_str!("../migrations/0003_conversations.sql"),
    },
    Migration {
        number: 4,
        name: "media",
        sql: include_str!("../migrations/0004_media.sql"),
    },
    Migration {
        number: 5,
        name: "search",
        sql: include_str!("../migrations/0005_search.sql"),
    },
    Migration {
        number: 6,
        name: "held back",
        sql: include_str!("../migrations/0006_held_back.sql"),
    },
    Migration {
        number: 7,
        name: "moderation",
        sql: include_str!("../migrations/0007_moderation.sql"),
    },
    Migration {
        number: 8,
        name: "discovery",
        sql: include_str!("../migrations/0008_discovery.sql"),
    },
    Migration {
        number: 9,
        name: "push and announcements",
        sql: include_str!("../migrations/0009_push_and_announcements.sql"),
    },
    Migration {
        number: 10,
        name: "people",
        sql: include_str!("../migrations/0010_people.sql"),
    },
    Migration {
        number: 11,
        name: "what posts carry",
        sql: include_str!("../migrations/0011_what_posts_carry.sql"),
    },
    Migration {
        number: 12,
        name: "found quickly",
        sql: include_str!("../migrations/0012_found_quickly.sql"),
    },
    Migration {
        number: 13,
        name: "kept files",
        sql: include_str!("../migrations/0013_kept_files.sql"),
    },
    Migration {
        number: 14,
        name: "media in the making",
        sql: include_str!("../migrations/0014_media_in_the_making.sql"),
    },
    Migration {
        number: 15,
        name: "far media",
        sql: include_str!("../migrations/0015_far_media.sql"),
    },
    Migration {
        number: 16,
        name: "stories",
        sql: include_str!("../migrations/0016_story.sql"),
    },
    Migration {
        number: 17,
        name: "emoji of others",
        sql: include_str!("../migrations/0017_emoji_credit.sql"),
    },
    Migration {
        number: 18,
        name: "uploads in parts",
        sql: include_str!("../migrations/0018_uploads_in_parts.sql"),
    },
    Migration {
        number: 19,
        name: "repositories",
        sql: include_str!("../migrations/0019_repositories.sql"),
    },
    Migration {
        number: 20,
        name: "app access",
        sql: include_str!("../migrations/0020_app_access.sql"),
    },
    Migration {
        number: 21,
        name: "moving",
        sql: include_str!("../migrations/0021_moving.sql"),
    },
    Migration {
        number: 22,
        name: "one transaction",
        sql: include_str!("../migrations/0022_one_transaction.sql"),
    },
    Migration {
        number: 23,
        name: "invites barred",
        sql: include_str!("../migrations/0023_invites_barred.sql"),
    },
    Migration {
        number: 24,
        name: "accounts elsewhere",
        sql: include_str!("../migrations/0024_elsewhere.sql"),
    },
    Migration {
        number: 25,
        name: "signed events",
        sql: include_str!("../migrations/0025_events.sql"),
    },
    Migration {
        number: 26,
        name: "reach",
        sql: include_str!("../migrations/0026_reach.sql"),
    },
    Migration {
        number: 27,
        name: "from elsewhere",
        sql: include_str!("../migrations/0027_from_elsewhere.sql"),
    },
    Migration {
        number: 28,
        name: "consent and moves",
        sql: include_str!("../migrations/0028_consent_and_moves.sql"),
    },
    Migration {
        number: 29,
        name: "looked for",
        sql: include_str!("../migrations/0029_looked_for.sql"),
    },
    Migration {
        number: 30,
        name: "buried",
        sql: include_str!("../migrations/0030_buried.sql"),
    },
    Migration {
        number: 31,
        name: "aliases",
        sql: include_str!("../migrations/0031_aliases.sql"),
    },
    Migration {
        number: 32,
        name: "relays",
        sql: include_str!("../migrations/0032_relays.sql"),
    },
    Migration {
        number: 33,
        name: "answers",
        sql: include_str!("../migrations/0033_answers.sql"),
    },
    Migration {
        number: 34,
        name: "outbox_order",
        sql: include_str!("../migrations/0034_outbox_order.sql"),
    },
];

/// What a migration is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationStep {
    /// The number of the migration.
    pub number: u32,
    /// The number of the last one.
    pub last: u32,
    /// What it does.
    pub name: &'static str,
    /// How long it took; `None` when it begins.
    pub took: Option<Duration>,
}

/// Keeps two processes from migrating the same PostgreSQL database at once.
const LOCK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(7020100200)";

/// Does what has not been done, and returns the number of the schema.
pub(crate) fn run(
    tx: &mut Tx,
    migrations: &[Migration],
    progress: &mut dyn FnMut(MigrationStep),
) -> Result<u32> {
    let known = migrations.last().map_or(0, |migration| migration.number);
    for migration in migrations {
        let tell = |took| MigrationStep {
            number: migration.number,
            last: known,
            name: migration.name,
            took,
        };
        transact(tx, |tx| {
            let found = version(tx)?;
            if found >= migration.number {
                return refuse(found, known);
            }
            let start = Instant::now();
            progress(tell(None));
            apply(tx, migration)?;
            progress(tell(Some(start.elapsed())));
            Ok(())
        })?;
    }
    Ok(known)
}

/// Refuses data that a newer program wrote.
pub(crate) fn refuse_newer(conn: &mut Conn) -> Result<()> {
    refuse(
        version(conn)?,
        MIGRATIONS.last().map_or(0, |migration| migration.number),
    )
}

fn refuse(found: u32, known: u32) -> Result<()> {
    if found > known {
        Err(Error::Schema { found, known })
    } else {
        Ok(())
    }
}

/// The number of the schema of the data; 0 if there is none.
pub(crate) fn version(conn: &mut Conn) -> Result<u32> {
    let exists = conn.pick(
        "SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'",
        "SELECT 1 FROM pg_tables WHERE tablename = 'schema_version'
         AND schemaname = ANY (current_schemas(false))",
    );
    if conn.opt(exists, &[], |_| Ok(()))?.is_none() {
        return Ok(0);
    }
    conn.one(
        "SELECT COALESCE(MAX(version), 0) FROM schema_version",
        &[],
        |row| row.get(0),
    )
}

fn transact(tx: &mut Tx, f: impl FnOnce(&mut Tx) -> Result<()>) -> Result<()> {
    let begin = tx.pick("BEGIN IMMEDIATE", "BEGIN");
    tx.batch(begin)?;
    let done = prepare(tx)
        .and_then(|()| f(tx))
        .and_then(|()| tx.batch("COMMIT"));
    if done.is_err()
        && let Err(error) = tx.batch("ROLLBACK")
    {
        tracing::debug!(%error, "a migration could not be rolled back");
    }
    done
}

fn prepare(tx: &mut Tx) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.batch(LOCK),
    }
}

fn apply(tx: &mut Tx, migration: &Migration) -> Result<()> {
    tx.batch(
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)",
    )?;
    let sql = render(migration.sql, tx.engine());
    tx.batch(&sql)?;
    tx.exec(
        "INSERT INTO schema_version (version, name) VALUES ($1, $2)",
        &[&migration.number, &migration.name],
    )?;
    match tx.engine() {
        Engine::Sqlite => broken_reference(tx),
        Engine::Postgres => Ok(()),
    }
}

/// Fills the words of the table above in.
fn render(sql: &str, engine: Engine) -> String {
    let (own, words) = match engine {
        Engine::Sqlite => (
            "-- sqlite: ",
            [
                ("{int}", "INTEGER"),
                ("{blob}", "BLOB"),
                ("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
                ("{xid}", ""),
                ("{strict}", "STRICT"),
            ],
        ),
        Engine::Postgres => (
            "-- postgres: ",
            [
                ("{int}", "BIGINT"),
                ("{blob}", "BYTEA"),
                (
                    "{serial}",
                    "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                ),
                ("{xid}", "xid xid8 NOT NULL DEFAULT pg_current_xact_id(),"),
                ("{strict}", ""),
            ],
        ),
    };
    let mut out = String::with_capacity(sql.len() * 2);
    for line in sql.lines() {
        out.push_str(line.trim_start().strip_prefix(own).unwrap_or(line));
        out.push('\n');
    }
    words
        .iter()
        .fold(out, |text, (word, meaning)| text.replace(word, meaning))
}

#[cfg(test)]
mod tests {
    use super::{Engine, Migration, render};
    use crate::{Error, Store, StoreConfig, Target};

    const FIRST: Migration = Migration {
        number: 1,
        name: "one",
        sql: "CREATE TABLE a (id {int}) {strict};",
    };
    const BROKEN: Migration = Migration {
        number: 2,
        name: "broken",
        sql: "CREATE TABLE b (id {int}); CREATE TABLE nonsense (;",
    };
    const SECOND: Migration = Migration {
        number: 2,
        name: "two",
        sql: "CREATE TABLE b (id {int});",
    };

    fn store() -> Store {
        Store::open(&StoreConfig {
            target: Target::SqliteMemory,
            readers: 1,
        })
        .unwrap()
    }

    #[test]
    fn the_words_of_the_template() {
        let sql = "a {int} {xid}{blob}\n  -- sqlite: lite\n-- postgres: pg\n) {strict}";
        assert_eq!(
            render(sql, Engine::Sqlite),
            "a INTEGER BLOB\nlite\n-- postgres: pg\n) STRICT\n"
        );
        assert_eq!(
            render(sql, Engine::Postgres),
            "a BIGINT xid xid8 NOT NULL DEFAULT pg_current_xact_id(),BYTEA\n  -- sqlite: lite\npg\n) \n"
        );
    }

    #[tokio::test]
    async fn a_failed_step_leaves_nothing_and_can_be_mended() {
        let store = store();
        let failed = store.migrate_with(&[FIRST, BROKEN], |_| ()).await;
        assert!(matches!(failed, Err(Error::Engine(_))), "{failed:?}");
        assert_eq!(store.schema().await.unwrap(), 1);
        assert_eq!(
            store.migrate_with(&[FIRST, SECOND], |_| ()).await.unwrap(),
            2
        );
        assert_eq!(store.schema().await.unwrap(), 2);
    }

    #[tokio::test]
    async fn steps_are_told_and_done_once() {
        let store = store();
        let (tell, told) = std::sync::mpsc::channel();
        for _ in 0..2 {
            let tell = tell.clone();
            let note = move |step: super::MigrationStep| {
                tell.send((step.number, step.last, step.took.is_some()))
                    .unwrap();
            };
            store.migrate_with(&[FIRST, SECOND], note).await.unwrap();
        }
        drop(tell);
        let told: Vec<_> = told.iter().collect();
        assert_eq!(
            told,
            [(1, 2, false), (1, 2, true), (2, 2, false), (2, 2, true)]
        );
    }

    #[tokio::test]
    async fn data_of_a_newer_program_is_refused() {
        let store = store();
        store.migrate_with(&[FIRST, SECOND], |_| ()).await.unwrap();
        let refused = store.migrate_with(&[FIRST], |_| ()).await;
        assert!(
            matches!(refused, Err(Error::Schema { found: 2, known: 1 })),
            "{refused:?}"
        );
    }
}
