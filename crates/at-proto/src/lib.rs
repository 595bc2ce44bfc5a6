//! The AT Protocol without a network: how things are named, written, signed and kept in a repository
//! (<https://atproto.com/specs>). Pure: no clock, no storage, no requests.
//!
//! Always true here: every input has a largest size and depth, and is answered with an error, never with a panic.

pub mod car;
pub mod cid;
pub mod commit;
pub mod data;
pub mod firehose;
pub mod jose;
pub mod keys;
pub mod lexicon;
pub mod mst;
pub mod oauth;
pub mod plc;
pub mod repo;
pub mod syntax;
