//! `com.atproto.*`

pub(crate) mod admin;
pub(crate) mod identity;
pub(crate) mod repo;
pub(crate) mod server;
pub(crate) mod sync;
