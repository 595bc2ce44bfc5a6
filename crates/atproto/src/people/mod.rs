//! People elsewhere: what their DID says of them, whether their handle is theirs, and the account that they are here.
//!
//! Always true here:
//! - A directory is believed as far as signatures go; a name as far as both sides say the same.
//! - What was looked up is remembered for a while, and so is that nothing was found.

mod account;
mod document;
mod handle;
mod notes;
mod paper;
mod resolve;

pub(crate) use account::{Person, Profile};
pub(crate) use document::Document;
pub(crate) use notes::Notes;
pub(crate) use paper::{Identified, Paper};
pub(crate) use resolve::{Age, Known};
