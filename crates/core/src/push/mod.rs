//! Waking apps: where they want to be woken, and what they are told.
//!
//! Always true here:
//! - Only what is a notification of a member is pushed, and only as they would see it at that moment.
//! - A subscription ends with its token.

mod deliver;
mod key;
mod subscribe;

pub(crate) use deliver::enqueue;
pub use deliver::{Outcome, Push};
pub use subscribe::{NewSubscription, PushPolicy, SubscriptionView};
