//! `WebFinger` (RFC 7033): from a handle to an actor, and back.

mod acct;
mod host_meta;
mod jrd;

pub use self::acct::Acct;
pub use self::host_meta::{expand_template, host_meta_xml, lrdd_template};
pub use self::jrd::{Doors, Jrd, JrdLink, Subject, jrd};
