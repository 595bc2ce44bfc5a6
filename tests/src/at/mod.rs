//! What stories of the AT Protocol share.

pub mod chance;
pub mod history;
