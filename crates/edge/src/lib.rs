//! What the HTTP crates share.
//!
//! What is always true here: every input is bounded before it is looked at, a bad one ends in a 4xx with a
//! stable code and never in a 500, and nothing here decides what a person may see or do — `core` does.

pub mod client_ip;
pub mod cookies;
pub mod cors;
pub mod csrf;
pub mod forms;
pub mod limits;
pub mod negotiate;
pub mod pagination;
pub mod problem;
pub mod range;
pub mod rate;
pub mod security_headers;
pub mod tus;
