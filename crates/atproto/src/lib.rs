//! The Bluesky network: everybody here has a repository of their own, with their own name and keys
//! (<https://atproto.com>).

mod map;
