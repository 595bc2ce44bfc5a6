//! The pages people see. HTML from the server; works without JavaScript.
//!
//! Always true here:
//! - Every action is a plain form or link first; scripts only make it quicker.
//! - Nothing inline: no script, no style. What people wrote is escaped by the templates, or was made safe by the core.
//! - A page asks the core, with the eyes of whoever looks; nothing here decides what may be seen.
//! - Every form carries a token and must come from our own pages.

mod actions;
pub mod assets;
mod far;
mod live;
mod media;
pub mod pages;
pub mod partials;
pub mod pictures;
mod refusal;
mod routes;
mod sent;
mod state;
mod visit;

#[cfg(test)]
mod tests;

pub use routes::{router, router_until};
