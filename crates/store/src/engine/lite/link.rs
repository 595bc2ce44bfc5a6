//! One SQLite connection.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::super::dialect::Translations;
use super::super::{Arg, Engine, Row};
use crate::error::{Error, Result};

/// How safely commits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Durability {
    /// A commit is on disk before anyone hears of it.
    Full,
    /// For databases that end with their process.
    None,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Use {
    /// Reading only; SQLite refuses everything else.
    Read,
    /// The one writer.
    Write,
    /// Migrations: tables may be rebuilt, so foreign keys are checked at the end, not on the way.
    Migrate,
}

/// 256 MiB of log. Checkpoints are the work of a thread of their own; this is what happens if it cannot keep up.
const SAFETY_NET: &str = "PRAGMA wal_autocheckpoint = 65536;";

/// A connection and what it has prepared.
#[derive(Debug)]
pub(in super::super) struct Link {
    db: Connection,
    translations: Translations,
}

impl Link {
    /// Opens a database file, which is made if it is not there.
    pub(in super::super) fn open(path: &Path, durability: Durability, why: Use) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        db.set_prepared_statement_cache_capacity(512);
        // A plan depends on the statement alone: otherwise SQLite reads a statement anew for every value that could
        // let it use a partial index, which costs more than most of our statements do.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.execute_batch(
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -8000;
             PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864;",
        )?;
        db.execute_batch(match durability {
            Durability::Full => "PRAGMA synchronous = FULL;",
            Durability::None => "PRAGMA synchronous = OFF;",
        })?;
        db.execute_batch(match why {
            Use::Read => "PRAGMA query_only = ON;",
            Use::Write => SAFETY_NET,
            Use::Migrate => "PRAGMA foreign_keys = OFF;",
        })?;
        Ok(Self {
            db,
            translations: Translations::new(Engine::Sqlite),
        })
    }

    /// Gives each row of an answer to `row`, until it breaks off.
    pub(in super::super) fn rows(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        row: &mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, args)?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next()? {
            if row(&Row::lite(found))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Runs a statement and counts the rows it touched.
    pub(in super::super) fn exec(&mut self, sql: &'static str, args: &[&dyn Arg]) -> Result<u64> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, args)?;
        Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX))
    }

    pub(in super::super) fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.db.execute_batch(sql)?)
    }

    pub(in super::super) fn check(&mut self, sql: &'static str) -> Result<()> {
        self.prepare(sql).map(drop)
    }

    /// Whether no transaction is open.
    pub(in super::super) fn is_idle(&self) -> bool {
        self.db.is_autocommit()
    }

    fn prepare(&mut self, sql: &'static str) -> Result<CachedStatement<'_>> {
        Ok(self.db.prepare_cached(self.translations.get(sql)?)?)
    }
}

/// To SQLite `$2` is a name, numbered by its first appearance: what is bound goes by the number in
/// the name instead.
fn bind(statement: &mut CachedStatement<'_>, args: &[&dyn Arg]) -> Result<()> {
    let mut used = 0;
    for index in 1..=statement.parameter_count() {
        let number: usize = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| Error::Invalid("a parameter that is not $1, $2, …".into()))?;
        let value = number
            .checked_sub(1)
            .and_then(|at| args.get(at))
            .map(|arg| arg.value());
        let value = value.ok_or_else(|| Error::Invalid(format!("${number} is missing")))?;
        value.check()?;
        statement.raw_bind_parameter(index, value)?;
        used = used.max(number);
    }
    if used == args.len() {
        Ok(())
    } else {
        Err(Error::Invalid(format!(
            "{} parameters for a statement with {used}",
            args.len()
        )))
    }
}
