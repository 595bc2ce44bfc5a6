//! What can go wrong between a statement and its rows, in words that are the same for both engines.

use std::error::Error as StdError;

/// What a store function returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of any kind that can cross threads.
pub type Cause = Box<dyn StdError + Send + Sync>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row that had to be there is not.
    #[error("there is no such row")]
    NotFound,
    /// A unique key is taken. Holds what the engine calls the key: `account.handle` on SQLite,
    /// `account_handle_key` on PostgreSQL.
    #[error("already taken: {0}")]
    Conflict(String),
    /// A row breaks another rule of its table: a foreign key, a check, a missing value.
    #[error("a rule of the table is broken: {0}")]
    Constraint(String),
    /// The store was closed, or is closing.
    #[error("the database is closed")]
    Closed,
    /// Too much work is waiting, or a lock or a statement took too long.
    #[error("the database is too busy")]
    Busy,
    /// The transaction met another one and lost. Retried three times before anyone sees it.
    #[error("the transaction met another one and has to be done again")]
    Retry,
    /// The database cannot be reached. A write that reports this may or may not have happened
    /// if the connection broke during its commit.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Cause),
    /// The disk is full.
    #[error("the disk of the database is full")]
    Full,
    /// Another process has this data open.
    #[error("another process is using {0}; only one may open this data at a time")]
    InUse(String),
    /// The data on disk is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A value or a statement that neither engine takes: a NUL in a text, a missing parameter.
    #[error("the database cannot take this: {0}")]
    Invalid(String),
    /// The data was written by a newer version of this program.
    #[error(
        "the database has schema {found}, and this program knows schemas up to {known}: \
         start the newer version that wrote it, or restore a backup made before the upgrade"
    )]
    Schema {
        /// The schema of the data.
        found: u32,
        /// The newest schema of this program.
        known: u32,
    },
    /// A statement failed, and its closure went on and returned `Ok`. PostgreSQL would have thrown
    /// the transaction away, so the store does the same on both engines.
    #[error("a statement failed inside a transaction that was nevertheless returned as done")]
    Doomed,
    /// A closure panicked; its work was rolled back. Holds the panic's message.
    #[error("a database closure panicked: {0}")]
    Panicked(String),
    /// The closure's own reason to roll back, see [`Error::abort`].
    #[error("the transaction was given up")]
    Aborted(#[source] Cause),
    /// Anything else the engine says.
    #[error("the database answered with an error")]
    Engine(#[source] Cause),
}

impl Error {
    /// Rolls the transaction back for a reason of the caller's own, which comes back, to be downcast, in
    /// the [`Error::Aborted`].
    pub fn abort(reason: impl Into<Cause>) -> Self {
        Self::Aborted(reason.into())
    }

    /// What an engine should never do, told in words.
    pub(crate) fn engine(what: impl Into<Cause>) -> Self {
        Self::Engine(what.into())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let Some(code) = error.sqlite_error().copied() else {
            return Self::Engine(Box::new(error));
        };
        match code.code {
            Code::ConstraintViolation => sqlite_constraint(code.extended_code, &error.to_string()),
            Code::DiskFull => Self::Full,
            Code::DatabaseBusy | Code::DatabaseLocked => Self::Busy,
            Code::DatabaseCorrupt | Code::NotADatabase => Self::Corrupt(error.to_string()),
            Code::CannotOpen | Code::SystemIoFailure => Self::Unavailable(Box::new(error)),
            _ => Self::Engine(Box::new(error)),
        }
    }
}

/// Which kind of constraint an extended result code of SQLite means
/// (<https://sqlite.org/rescode.html>).
fn sqlite_constraint(code: i32, text: &str) -> Error {
    use rusqlite::ffi::{
        SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
    };
    let key = text
        .split_once("failed: ")
        .map_or(text, |(_, key)| key)
        .to_owned();
    match code {
        SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID => {
            Error::Conflict(key)
        }
        _ => Error::Constraint(text.to_owned()),
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            // Without an answer of the server it is the connection: refused, lost, timed out.
            return if error.is_closed() || has_io_cause(&error) {
                Self::Unavailable(Box::new(error))
            } else {
                Self::Engine(Box::new(error))
            };
        };
        let place = db.constraint().unwrap_or_else(|| db.message()).to_owned();
        // SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
        match db.code().code() {
            "23505" => Self::Conflict(place),
            "40001" | "40P01" => Self::Retry,
            "55P03" | "57014" => Self::Busy,
            "53100" => Self::Full,
            "22021" => Self::Invalid(db.message().to_owned()),
            "XX001" | "XX002" => Self::Corrupt(db.message().to_owned()),
            code if code.starts_with("23") => Self::Constraint(place),
            // Class 08 is the connection; 57P0x the server going down; 53300 no free connection; 25P0x a
            // session that the server gave up on; 25006 a standby that has taken the primary's place.
            "53300" | "25P03" | "25P04" | "25006" => Self::Unavailable(Box::new(error)),
            code if code.starts_with("08") || code.starts_with("57P") => {
                Self::Unavailable(Box::new(error))
            }
            _ => Self::Engine(Box::new(error)),
        }
    }
}

/// Whether the operating system, not the server, is behind an error.
fn has_io_cause(error: &postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<std::io::Error>() {
            return true;
        }
        cause = inner.source();
    }
    false
}
