//! `com.*`

pub(crate) mod atproto;
