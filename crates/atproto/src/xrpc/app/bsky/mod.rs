//! `app.bsky.*`: what is kept here of it. The rest is passed on.

pub(crate) mod actor;
