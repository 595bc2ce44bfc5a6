//! What people are told of, and how far they have read.

mod group;
mod list;
mod marker;
mod papers;
mod policy;
mod request;

pub(crate) use group::key as group_key;
pub use group::{GROUPED, GroupView, OnPage};
pub use list::NotificationFilter;
pub use marker::MarkerView;
pub use papers::Paper;
pub(crate) use policy::treatment;
pub use policy::{NotificationPolicy, Pending, PolicyUpdate, Treatment};
pub use request::RequestView;
