//! The network through its router: what peers may ask, deliver and forge.

extern crate folkmoot_activitypub as activitypub;

#[path = "it/actors.rs"]
mod actors;
#[path = "it/discovery.rs"]
mod discovery;
#[path = "it/federation.rs"]
mod federation;
#[path = "it/inbox.rs"]
mod inbox;
#[path = "it/peer.rs"]
mod peer;
#[path = "it/resolve.rs"]
mod resolve;
#[path = "it/security.rs"]
mod security;
#[path = "it/support.rs"]
mod support;
