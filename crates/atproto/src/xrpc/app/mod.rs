//! `app.*`

pub(crate) mod bsky;
