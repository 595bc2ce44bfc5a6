//! Accounts: showing and finding them, and who is around them.

mod birth;
mod find;
mod lists;
mod server;
mod show;

pub use lists::PostFilter;

pub(crate) use birth::Birth;
pub(crate) use lists::same_ids;
