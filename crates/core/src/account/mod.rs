//! Accounts: showing and finding them, and who is around them.

mod birth;
mod find;
mod lists;
mod look;
mod server;
mod show;

pub use lists::PostFilter;
pub use look::{AccountTotals, NamedPage, PeopleList, PeopleThere};

pub(crate) use birth::Birth;
pub(crate) use lists::same_ids;
