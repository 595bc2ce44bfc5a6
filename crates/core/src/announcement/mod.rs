//! What the host tells everybody here.

mod host;
mod list;
mod react;

pub use host::NewAnnouncement;
pub use list::{AnnouncementView, ReactionView};
