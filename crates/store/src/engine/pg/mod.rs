//! The engine for many machines: PostgreSQL 15 or newer, each connection on a thread of its own.

mod link;
mod workers;

pub(super) use link::{Link, Server};
pub(super) use workers::start;
