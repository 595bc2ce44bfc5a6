//! What networks tell the core, in the core's words. Everything here may be told twice, late, or in another order.
//!
//! The adapter has checked *that* the sender may say so (signatures, origins); the core checks *what* it means: that
//! an author changes only what is theirs, that what was deleted stays deleted, that blocks hold.

mod account;
mod boost;
mod consent;
mod deletion;
mod edit;
mod follow;
mod like;
mod moderation;
mod moving;
mod person;
mod pin;
mod poll;
mod post;
mod quote;
mod reaction;
mod report;
mod standing;
mod story;

use model::{
    AccountId, AccountKind, Audience, Domain, Emoji, Field, InteractionPolicy, Media, PostKind,
    QuoteConsent, Time,
};

use crate::NetworkId;

pub(crate) use moving::ONCE_IN;

pub use account::{Identity, Sender};
pub use follow::{FollowAnswer, FollowState};
pub use poll::RemotePoll;
pub use post::Letter;
pub use reaction::RemoteEmoji;
pub use report::RemoteReport;
pub use standing::Standing;
pub use story::RemoteStory;

/// An account of another server, as its network describes it. Texts are unsafe here; the core makes them safe.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteAccount {
    /// Which network.
    pub network: NetworkId,
    /// What it calls the account.
    pub uri: String,
    /// Its page for people.
    pub page_url: Option<String>,
    /// What others may call it beside its uri and its page, as far as its network found that to be its own.
    pub names: Vec<String>,
    /// Who it says it is on other networks, as these call them. Worth nothing until those say the same of it.
    pub claims: Vec<String>,
    /// The peer that serves it.
    pub host: String,
    /// Where it takes deliveries.
    pub inbox: Option<String>,
    /// Where its peer takes deliveries for all its people.
    pub shared_inbox: Option<String>,
    /// What it calls the account's followers.
    pub followers_uri: Option<String>,
    /// The adapter's own JSON: keys and the like.
    pub document: String,
    /// The name.
    pub username: String,
    /// The part after the `@`.
    pub domain: Domain,
    /// What it is.
    pub kind: AccountKind,
    /// The name it shows.
    pub display_name: String,
    /// Its biography, HTML.
    pub note_html: String,
    /// Rows of its profile, values in HTML.
    pub fields: Vec<Field>,
    /// Custom emoji.
    pub emojis: Vec<Emoji>,
    /// Its picture.
    pub avatar_url: Option<String>,
    /// Its banner.
    pub header_url: Option<String>,
    /// It approves followers.
    pub is_locked: bool,
    /// It wants to be recommended.
    pub is_discoverable: bool,
    /// Its public posts may be searched.
    pub is_indexable: bool,
    /// Since when it says it exists.
    pub created_at: Option<Time>,
}

/// How a post came to us; decides where it stands in feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It was sent to us: it is new, and stands where it arrived, so that nobody who has read that far misses it.
    Pushed,
    /// The same, with the question whether it may be there: its network answers that by itself.
    Asked,
    /// We looked it up: it stands where it was written.
    Fetched,
}

/// What a post of another server quotes. It is shown as a quote when the quoted post is known here; until then, the text
/// should have a link to it (see [`crate::post::QUOTE_LINK`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteQuote {
    /// What the quoted post is called here: by its network or, if it is of this community, by its permanent address.
    pub uri: String,
    /// What its author has said to the quote. `None`: the rules that they set for the post decide.
    pub consent: Option<QuoteConsent>,
}

/// A post of another server. Texts are unsafe here; the core makes them safe.
#[derive(Debug, Clone, PartialEq)]
pub struct RemotePost {
    /// Which network.
    pub network: NetworkId,
    /// What it calls the post.
    pub uri: String,
    /// Its page for people.
    pub url: Option<String>,
    /// Who wrote it.
    pub author: AccountId,
    /// What it is.
    pub kind: PostKind,
    /// For whom.
    pub audience: Audience,
    /// The explicit set: account, and whether the text mentions it.
    pub named: Vec<(AccountId, bool)>,
    /// A title.
    pub title: Option<String>,
    /// The content warning.
    pub warning: String,
    /// Media hidden at first.
    pub is_sensitive: bool,
    /// The text, HTML.
    pub html: String,
    /// The language.
    pub language: Option<String>,
    /// Tags as written.
    pub tags: Vec<String>,
    /// Files.
    pub media: Vec<Media>,
    /// Custom emoji.
    pub emojis: Vec<Emoji>,
    /// The uri of what it answers.
    pub reply_to: Option<String>,
    /// What it quotes.
    pub quote: Option<RemoteQuote>,
    /// Its poll.
    pub poll: Option<RemotePoll>,
    /// When it says it was written.
    pub created_at: Time,
    /// When it says it was changed.
    pub edited_at: Option<Time>,
    /// Who may answer, quote, boost.
    pub policy: InteractionPolicy,
    /// How it came.
    pub how: Arrival,
}
