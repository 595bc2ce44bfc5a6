//! `com.atproto.*`

pub(crate) mod server;
pub(crate) mod sync;
