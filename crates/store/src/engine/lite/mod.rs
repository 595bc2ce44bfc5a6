//! The built-in engine: SQLite in WAL mode, with one writer thread and its own reader threads.

mod checkpoint;
mod link;
mod workers;

pub(super) use checkpoint::size;
pub(super) use link::{Durability, Link, Use};
pub(super) use workers::{CHECKPOINT, Files, start};
