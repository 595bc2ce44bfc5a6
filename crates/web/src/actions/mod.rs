//! What buttons do. Each is a plain form that leads back to where it was pressed; a script that asks for a fragment
//! (`X-Fragment: 1`) gets the changed part of the page instead.

pub(crate) mod accounts;
pub(crate) mod media;
pub(crate) mod posts;
pub(crate) mod uploads;
