//! The network through its router: what peers may ask, deliver and forge.

extern crate folkmoot_activitypub as activitypub;

#[cfg(test)]
#[path = "it/actors.rs"]
mod actors;
#[cfg(test)]
#[path = "it/discovery.rs"]
mod discovery;
#[cfg(test)]
#[path = "it/federation.rs"]
mod federation;
#[cfg(test)]
#[path = "it/inbox.rs"]
mod inbox;
#[cfg(test)]
#[path = "it/peer.rs"]
mod peer;
#[cfg(test)]
#[path = "it/resolve.rs"]
mod resolve;
#[cfg(test)]
#[path = "it/security.rs"]
mod security;
#[cfg(test)]
#[path = "it/support.rs"]
mod support;
