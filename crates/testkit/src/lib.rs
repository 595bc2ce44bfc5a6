//! Dev only: what tests of more than one room need.
//!
//! [`World`] is a whole server in memory, with every room connected as the binary connects them, a
//! clock that tests hold, and its journal read when a test says so ([`World::settle`]). [`Peer`] is
//! another server that does what it is told, right or wrong. [`Carrier`] is a second network, to
//! prove that the core knows none by name.
//!
//! Always true here: nothing sleeps to wait for something, nothing leaves this machine, and what
//! goes wrong in a set-up panics, since it is a test that asked.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test that cannot be set up must be red"
)]

mod carrier;
mod clock;
pub mod keys;
mod peer;
mod world;

pub use carrier::Carrier;
pub use clock::TestClock;
pub use peer::{Actor, Local, Peer, Received, Signed};
pub use world::{Ask, Blueprint, PASSWORD, Person, Phone, Photo, Reply, World, settle};
