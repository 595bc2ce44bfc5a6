//! Nostr without a network: what people sign there, how it is asked for and how it is named
//! (<https://github.com/nostr-protocol/nips>). Pure: no clock, no storage, no requests.
//!
//! Always true here:
//! - Every input has a largest size, count and depth, and is answered with an error, never with a panic.
//! - What was signed is kept exactly: an id is the hash of the exact words, and nothing is written anew from parts.
//! - The library `nostr` is named in `library.rs` and nowhere else.

pub mod asking;
pub mod blossom;
pub mod compare;
mod error;
pub mod event;
pub mod filter;
pub mod http_auth;
pub mod keys;
pub mod kind;
mod library;
pub mod message;
pub mod names;
pub mod remote_signing;

pub use error::{Error, Result};
pub use event::{Event, EventId, Unsigned};
pub use filter::Filter;
pub use keys::{Keys, PublicKey};
pub use kind::{Class, Kind};
pub use names::{Address, Name};
