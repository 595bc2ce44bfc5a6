//! Private posts, by those who take part. Every member has their own view: what is read, what is put away.
//!
//! Always true here:
//! - A conversation is a thread and the people in it; somebody more is another conversation.
//! - Nobody comes to it because their name was typed: see `check_adds_nobody`.

mod add;
mod change;
mod file;
mod list;

pub use list::ConversationView;
