//! The outside world's plugs; above all the one door out.
//!
//! What is always true here: nothing in this crate knows a person, a post or a protocol, and no other
//! crate opens a connection to a server it was told about by a stranger.

pub mod fetch;
pub mod s3;
