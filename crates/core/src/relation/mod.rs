//! What is between two accounts: follows, blocks, mutes.

mod block;
mod follow;
mod mute;
mod personal;
mod request;
mod show;
mod unfollow;

pub use follow::FollowOptions;
pub use mute::MuteOptions;
