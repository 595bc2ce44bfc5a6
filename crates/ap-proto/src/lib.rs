//! ActivityStreams values (lenient in, strict out), HTTP signatures, object proofs, WebFinger, NodeInfo. Pure.
//!
//! Always true here: nothing is fetched, no clock is read, no document is trusted for what it says
//! about itself (the rules of [`origin`] decide), and every list, text and nesting that comes from
//! outside has an upper bound. A remote `@context` is never resolved: property names are read as
//! every implementation of the Fediverse writes them.

pub mod activity;
pub mod actor;
pub mod build;
pub mod collection;
pub mod document;
pub mod jcs;
pub mod key;
pub mod media_type;
pub mod nodeinfo;
pub mod object;
pub mod origin;
mod parameters;
pub mod proof;
mod refusal;
pub mod signature;
pub mod synchronization;
pub mod value;
pub mod webfinger;

pub use refusal::Refusal;
