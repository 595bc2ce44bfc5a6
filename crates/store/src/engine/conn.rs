//! A connection: what read and write functions talk to.

use std::ops::{ControlFlow, Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LockResult, Mutex, MutexGuard};

use super::{Arg, Engine, Row, lite, pg};
use crate::error::{Error, Result};
use crate::journal::Watermark;

/// What all connections of a store share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// What the journal knows about gaps in its numbers.
    gaps: Mutex<Watermark>,
    statements: AtomicU64,
}

/// The same for all connections of a store.
pub(crate) type Gaps = Arc<Shared>;

impl Shared {
    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, Watermark>> {
        self.gaps.lock()
    }

    /// How many statements the connections have run.
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

/// A connection, inside a transaction. Read functions take `&mut Conn`.
///
/// Statements are constants with parameters `$1`, `$2`, … in the common dialect that is described in
/// the engine module; they are translated and prepared once per connection.
#[derive(Debug)]
pub struct Conn {
    link: Link,
    failed: bool,
    gaps: Gaps,
}

#[derive(Debug)]
enum Link {
    Lite(Box<lite::Link>),
    Pg(Box<pg::Link>),
}

/// A connection whose transaction may write. Write functions take `&mut Tx`, which is also a
/// [`Conn`].
#[derive(Debug)]
pub struct Tx(Conn);

impl Conn {
    /// Gives every row of an answer to `row`, in order.
    pub fn each(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        mut row: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.rows(sql, args, &mut |found| {
            row(found).map(ControlFlow::Continue)
        })
    }

    /// All rows of an answer.
    pub fn all<T>(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        mut row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each(sql, args, |r| {
            found.push(row(r)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of an answer, if there is one.
    pub fn opt<T>(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        mut row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.rows(sql, args, &mut |r| {
            found = Some(row(r)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The first row of an answer, or [`Error::NotFound`].
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.opt(sql, args, row)?.ok_or(Error::NotFound)
    }

    /// Runs a statement that answers nothing, and says how many rows it touched.
    pub fn exec(&mut self, sql: &'static str, args: &[&dyn Arg]) -> Result<u64> {
        self.counting();
        let done = match &mut self.link {
            Link::Lite(link) => link.exec(sql, args),
            Link::Pg(link) => link.exec(sql, args),
        };
        self.noting(done)
    }

    /// Begins or ends a transaction or a part of it; not counted as a statement.
    pub(super) fn control(&mut self, sql: &'static str) -> Result<()> {
        let done = match &mut self.link {
            Link::Lite(link) => link.exec(sql, &[]).map(drop),
            Link::Pg(link) => link.batch(sql),
        };
        self.noting(done)
    }

    /// Runs several statements as they stand: no parameters, no translation.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        let done = match &mut self.link {
            Link::Lite(link) => link.batch(sql),
            Link::Pg(link) => link.batch(sql),
        };
        self.noting(done)
    }

    /// Checks a statement against the schema without running it.
    pub fn prepare_check(&mut self, sql: &'static str) -> Result<()> {
        let done = match &mut self.link {
            Link::Lite(link) => link.check(sql),
            Link::Pg(link) => link.check(sql),
        };
        self.noting(done)
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Lite(_) => Engine::Sqlite,
            Link::Pg(_) => Engine::Postgres,
        }
    }

    /// One of two constants, where the engines need different words.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.engine() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        }
    }

    pub(crate) fn gaps(&self) -> Gaps {
        Arc::clone(&self.gaps)
    }

    fn rows(
        &mut self,
        sql: &'static str,
        args: &[&dyn Arg],
        row: &mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.counting();
        let done = match &mut self.link {
            Link::Lite(link) => link.rows(sql, args, row),
            Link::Pg(link) => link.rows(sql, args, row),
        };
        self.noting(done)
    }

    fn counting(&self) {
        self.gaps.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Remembers that a statement failed: its transaction cannot be kept any more.
    fn noting<T>(&mut self, result: Result<T>) -> Result<T> {
        self.failed |= result.is_err();
        result
    }
}

impl Tx {
    pub(super) fn lite(link: lite::Link, gaps: Gaps) -> Self {
        Self(Conn {
            link: Link::Lite(Box::new(link)),
            failed: false,
            gaps,
        })
    }

    pub(super) fn pg(link: pg::Link, gaps: Gaps) -> Self {
        Self(Conn {
            link: Link::Pg(Box::new(link)),
            failed: false,
            gaps,
        })
    }

    /// Whether a statement failed since the last call.
    pub(super) fn take_failed(&mut self) -> bool {
        std::mem::take(&mut self.0.failed)
    }

    /// Whether SQLite has no transaction open, for instance because an error ended it.
    pub(super) fn is_idle(&self) -> bool {
        match &self.0.link {
            Link::Lite(link) => link.is_idle(),
            Link::Pg(_) => false,
        }
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}
