//! What people are told of, and how far they have read.

mod list;
mod marker;

pub use list::NotificationFilter;
pub use marker::MarkerView;
