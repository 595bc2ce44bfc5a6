//! Files in a bucket that speaks S3. The address is the host's own word, not a stranger's, so it may be on a private
//! network; it is the only one that is ever dialled here, and no redirect is followed.
//!
//! What is always true here:
//! - a request has an end, and one that fails for a moment is made again a few times, later each time;
//! - a file is there as a whole or not at all: what is sent in parts is completed in one request or given up, after a
//!   crash too;
//! - keys are never logged: what is signed lives in an address, and no address is ever part of an error.

mod client;
mod note;
mod place;

pub use self::client::{Bucket, BucketConfig};
