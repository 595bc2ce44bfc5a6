//! `com.atproto.*`

pub(crate) mod sync;
