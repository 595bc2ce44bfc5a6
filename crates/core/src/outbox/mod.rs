//! What networks need to send: keys to sign with, a queue that survives a crash, one lane a peer, and what was
//! received already.

mod keys;
mod lane;
mod peer;
mod queue;

pub use keys::AccountKeys;
pub(crate) use keys::seal_context;
pub use lane::{Lane, LaneTrouble, Lanes, Sending};
pub use queue::Outgoing;
