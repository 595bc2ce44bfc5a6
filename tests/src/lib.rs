//! Whole-system stories live in `tests/`: one story a file. Here is what they share.
//!
//! Stories that need the real thing start the [`server`] binary in a folder of its own; those that
//! need other people's software run a [`script`] with the [`tool`]s that `cargo xtask test` installs.

pub mod at;
pub mod nostr;
pub mod script;
pub mod server;
pub mod tool;
pub mod watch;
