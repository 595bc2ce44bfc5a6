//! Dev only: what every answer of a test is held to, and which test proves which method of Mastodon's API.
//!
//! [`witness`] is shown each answer that a test gets. It holds the answer to the machine-readable description of the API
//! ([`Reference`]) and notes, when `FOLKMOOT_PROOFS` names a folder, that the running test has seen the method work.
//! `cargo xtask compat mastodon` runs the tests and makes the table of those notes and the list of methods ([`rows`]).
//!
//! Always true here: without the reference files nothing is checked, and that is said aloud.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test whose answers are wrong must be red"
)]

mod proof;
mod rows;
mod schema;

use std::env;
use std::path::PathBuf;

pub use proof::{Proof, faults, none, proves, read, witness};
pub use rows::{Row, rows};
pub use schema::Reference;

/// A file of the reference: in the folder `FOLKMOOT_REFERENCE`, or in `shared/reference` beside the checkout.
fn reference_file(name: &str) -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference");
    let folder = env::var_os("FOLKMOOT_REFERENCE").unwrap_or_else(|| beside.into());
    PathBuf::from(folder).join(name)
}
