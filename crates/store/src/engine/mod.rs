//! One set of SQL on two engines: SQLite, built in, and PostgreSQL.
//!
//! What is always true here:
//! - A transaction is a synchronous closure on a thread that owns its connection. Nothing can wait
//!   for the network inside one, by type, and the `postgres` client never meets tokio.
//! - SQLite has one writer thread, which runs queued closures in a savepoint each and commits them
//!   together; nobody is told that a write is done before the commit is on disk.
//! - A closure may be run more than once, and nothing of an earlier run is kept. It therefore
//!   changes nothing outside the database.
//! - An error inside a closure undoes that closure alone, and a closure cannot swallow the error of
//!   a statement: PostgreSQL could not go on, so neither engine does.

mod column;
mod conn;
mod dialect;
mod health;
mod job;
mod lite;
mod lock;
mod pg;
mod store;
mod value;

pub use column::{Cell, Col, Row};
pub use conn::{Conn, Tx};
pub use store::{Store, StoreConfig, Target};
pub use value::{Arg, Ids, Kind, Texts, Typed, Value};

use column::is_col;
use value::is_arg;

pub(crate) use conn::Gaps;
pub(crate) use health::broken_reference;

/// Which database does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The built-in one: a file beside the program.
    Sqlite,
    /// A server of its own, for communities that outgrow one machine.
    Postgres,
}
