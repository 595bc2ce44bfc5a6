//! Where files are kept: the same stories in a folder, in memory and in a bucket of a real S3 server; and what happens
//! when that server fails.

extern crate folkmoot_infra as infra;

#[cfg(test)]
#[path = "files/broken.rs"]
mod broken;
#[cfg(test)]
#[path = "files/everywhere.rs"]
mod everywhere;
#[cfg(test)]
#[path = "files/place.rs"]
mod place;
