//! The one door out: every request this server makes to an address that a stranger could have chosen.
//!
//! What is always true here:
//! - no address that is not globally reachable is ever dialled, whether it was written as an address, came
//!   out of the DNS, or was the target of a redirect (`guard`, `lookup`, `target`);
//! - the address that was checked is the address that is dialled, so a second DNS answer changes nothing;
//! - time, redirects, header bytes and decoded body bytes are bounded for the whole exchange (`Limits`);
//! - what is remembered about failures is bounded too (`refused`).
//!
//! ```no_run
//! # async fn example() -> Result<(), folkmoot_infra::fetch::FetchError> {
//! use folkmoot_infra::fetch::{Accept, Door, DoorConfig, Fetch};
//!
//! let door = Door::new(DoorConfig::new("Folkmoot/0.1 (+https://example.org)"))?;
//! let note = door.get(&Fetch::new("https://social.example/notes/1", Accept::Activity)).await?;
//! assert_eq!(note.final_url.host_str(), Some("social.example"));
//! # Ok(())
//! # }
//! ```

mod body;
mod config;
mod door;
mod error;
mod exchange;
mod guard;
mod lookup;
mod media_type;
mod refused;
mod socket;
mod target;
#[cfg(test)]
mod tests;
mod texts;

pub use body::Pieces;
pub use config::{DoorConfig, Limits, LoopbackPolicy};
pub use door::Door;
pub use error::FetchError;
pub use exchange::{Answer, Fetch, Fetched, Opened, Post, Signer, SignerError, retry_after};
pub use guard::is_globally_reachable;
pub use lookup::{Lookup, LookupFuture, SystemLookup, TableLookup};
pub use media_type::{Accept, is_activity_json};
pub use socket::Socket;
pub use target::parse_url;
pub use texts::{DnsTexts, TextFuture, TextLookup, TextTable};
