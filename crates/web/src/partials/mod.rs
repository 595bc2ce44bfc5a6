//! Pieces of pages. Each is a function from a view to markup; none asks the core for anything.

pub(crate) mod answering;
pub mod art;
pub mod audience;
pub mod carried;
pub mod composer;
pub mod feed;
pub mod form;
pub mod frame;
pub mod icon;
pub mod media;
pub mod name;
pub mod person;
pub mod post;
pub mod prose;
pub mod relation;
pub mod time;

pub use frame::{Frame, Me, Place, Width};
