//! Other people's code for repositories of the AT Protocol and signatures of the Fediverse, asked about ours.
//!
//! A [`life::Life`] is a repository of ours that goes through random commits; beside it go the trees of two crates that know
//! nothing of us: [`atrium`] and [`jacquard`]. The second also judges each commit as a relay would.
//!
//! A [`signed::Case`] is a request, or a document, that one of two signed, ours or `apx_core`, and that may have been changed on its
//! way; both say whether they believe it.
//!
//! Always true here: chance comes from a seed, so whatever fails can be seen again.

pub mod atrium;
pub mod jacquard;
pub mod life;
pub mod signed;
