//! Names of people here: a DID that stays theirs, and a handle below the community's domain.

mod activate;
mod begin;
mod directory;
mod handle;

pub(crate) use directory::Directory;
