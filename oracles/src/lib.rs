//! Other people's code for repositories of the AT Protocol, asked about ours.
//!
//! A [`life::Life`] is a repository of ours that goes through random commits; beside it go the trees of two crates that know
//! nothing of us: [`atrium`] and [`jacquard`]. The second also judges each commit as a relay would.
//!
//! Always true here: chance comes from a seed, so whatever fails can be seen again.

pub mod atrium;
pub mod jacquard;
pub mod life;
