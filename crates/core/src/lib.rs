//! The social core: what people do, in words of no network.
//!
//! [`Social`] is the façade that every front door (web pages, client APIs) and every network adapter calls. Its
//! use-cases live one verb a file under the noun they belong to.
//!
//! Always true here:
//! - The core knows no protocol, no HTTP and no SQL text.
//! - A use-case writes its rows and one journal entry in one transaction; everything else is a reader of the journal.
//! - Whatever shows a post passes [`model::audience::Facts::may_see`].

pub mod account;
pub mod announcement;
pub mod annual_report;
pub mod border;
pub mod bus;
pub mod caller;
pub mod card;
pub mod clock;
pub mod collection;
pub mod community;
pub mod conversation;
pub mod emoji;
pub mod error;
pub mod event;
pub mod filter;
pub mod gate;
pub mod inbound;
pub mod journal;
pub mod list;
pub mod measure;
pub mod media;
pub mod member;
pub mod network;
pub mod notification;
pub mod oauth;
pub mod outbox;
pub mod page;
pub mod post;
pub mod push;
pub mod recommend;
pub mod relation;
pub mod relay;
pub mod repo;
pub mod report;
pub mod search;
mod secret;
mod social;
pub mod staff;
pub mod story;
pub mod tag;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod translation;
pub mod trend;
pub mod view;

pub use bus::{Live, LiveEvent};
pub use caller::{Caller, Viewer};
pub use card::Card;
pub use clock::{Clock, SystemClock};
pub use error::{Error, Result};
pub use network::{BoxFuture, Found, Health, Network, NetworkId, Presence, PresenceState, Sign};
pub use page::{Page, Slice};
pub use social::{Limits, Mode, Social, SocialParts};
pub use view::{AccountView, NotificationKind, NotificationView, PostView, RelationView};
