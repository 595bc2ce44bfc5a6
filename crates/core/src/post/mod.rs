//! Posts: writing them, changing them, showing them, and what people do with them.

mod bookmark;
mod boost;
pub(crate) use boost::boost_row;
mod create;
mod delete;
mod edit;
mod history;
mod like;
mod lists;
mod pin;
pub(crate) mod show;
mod thread;
pub(crate) mod write;

pub use create::Draft;
pub use edit::Edit;
pub use history::{PostSource, PostVersion};
pub use thread::Thread;
