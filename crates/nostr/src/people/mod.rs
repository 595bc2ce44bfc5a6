//! People elsewhere: who has a key, and under which name they are known here.

mod account;
mod nip05;
mod resolve;

pub(crate) use resolve::is_reference;
