//! Posts: writing them, changing them, showing them, and what people do with them.

mod bookmark;
mod boost;
pub(crate) use boost::boost_row;
pub(crate) use delete::end_post;
mod create;
mod delete;
mod draft;
mod edit;
mod history;
mod import;
mod insert;
mod like;
mod lists;
mod mute;
mod pin;
mod poll;
mod preview;
mod quote;
mod react;
mod schedule;
pub(crate) mod show;
mod thread;
pub(crate) mod write;

pub use bookmark::FolderView;
pub use create::Draft;
pub use draft::DraftView;
pub use edit::{Edit, PollEdit};
pub use history::{PostSource, PostVersion};
pub use import::{ImportedDeed, ImportedRecord};
pub use insert::ReadyPost;
pub use poll::NewPoll;
pub use preview::PreviewView;
pub use react::ReactedView;
pub use schedule::ScheduledView;
pub use thread::Thread;
