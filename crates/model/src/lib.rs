//! The words and the rules.
//!
//! Everything here is pure: no IO, no clock, no chance. What is true of a post or a person regardless of
//! database, network or page lives here, above all [`audience`]: the one function that decides who may see what.

pub mod account;
pub mod audience;
pub mod domain;
pub mod handle;
pub mod id;
pub mod images;
pub mod language;
pub mod markdown;
pub mod page;
pub mod post;
pub mod sanitize;
mod schema;
pub mod text;
pub mod time;
pub mod words;

pub use account::{AccountKind, Field, Showing};
pub use audience::{Audience, Facts, PublicPost};
pub use domain::Domain;
pub use handle::{Acct, Username};
pub use id::{AccountId, Id, IdSource, MediaId, PostId};
pub use post::{
    Caption, ContentType, Emoji, Focus, InteractionPolicy, Media, MediaKind, Permission, Playing,
    PostKind, Preview, QuoteConsent, VideoSize,
};
pub use time::Time;
