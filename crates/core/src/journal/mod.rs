//! The journal: what changed, as every reader sees it, and the readers that the core itself has.

mod lease;
mod live;
mod prune;
mod publish;
mod record;
mod tell;

use model::{AccountId, Time};

pub use publish::Progress;
pub(crate) use record::{Record, deleted_payload, unboosted_payload};

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place; never goes back.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// Whose doing it is.
    pub account_id: AccountId,
    /// `local`, or the network it came from.
    pub origin: String,
    /// What happened.
    pub change: Change,
    /// What it happened to: the id of a post or an account, depending on the change.
    pub subject_id: i64,
    /// Small facts that are gone from the rows by the time a reader looks, as JSON: the uri of what was deleted,
    /// the hosts it must be told to. Never content.
    pub payload: String,
}

impl Entry {
    /// Whether a network has anything to send for it: only what happened here.
    pub fn is_local(&self) -> bool {
        self.origin == LOCAL
    }
}

impl TryFrom<store::journal::Entry> for Entry {
    type Error = String;

    /// Fails with the word when it is none of ours: an entry of a newer version.
    fn try_from(row: store::journal::Entry) -> Result<Self, String> {
        let Some(change) = Change::from_word(&row.change) else {
            return Err(row.change);
        };
        Ok(Self {
            seq: row.seq,
            at: Time::from_micros(row.at),
            account_id: AccountId::from(row.account_id),
            origin: row.origin,
            change,
            subject_id: row.subject_id,
            payload: row.payload,
        })
    }
}

/// The origin of what happened in this community.
pub const LOCAL: &str = "local";

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What happened. The subject is named in each line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Change {
            $($(#[$doc])* $name,)*
        }

        impl Change {
            /// The word kept in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Reads the word kept in the database.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

changes! {
    /// A post was written. Subject: the post.
    PostCreated = "post.created",
    /// A post was changed. Subject: the post.
    PostEdited = "post.edited",
    /// A post was deleted. Subject: the post that was. Payload: `record::deleted_payload`.
    PostDeleted = "post.deleted",
    /// A post was boosted. Subject: the boost.
    BoostCreated = "boost.created",
    /// A boost was taken back. Subject: the boost that was. Payload: `record::unboosted_payload`.
    BoostDeleted = "boost.deleted",
    /// A post was liked. Subject: the post. Payload: `like_id`.
    LikeCreated = "like.created",
    /// A like was taken back. Subject: the post. Payload: `like_id`.
    LikeDeleted = "like.deleted",
    /// A follow was asked for, or began at once. Subject: the followee. Payload: `follow_id`, `uri`.
    FollowAsked = "follow.asked",
    /// A follow was accepted by the followee (the entry's account). Subject: the follower. Payload: `follow_id`, `uri`.
    FollowAccepted = "follow.accepted",
    /// A follow was refused or ended by the followee (the entry's account). Subject: the follower. Payload: `follow_id`, `uri`.
    FollowRejected = "follow.rejected",
    /// A follow was ended by the follower. Subject: the followee. Payload: `follow_id`, `uri`.
    FollowEnded = "follow.ended",
    /// A block began. Subject: the blocked. Payload: `block_id`.
    BlockCreated = "block.created",
    /// A block ended. Subject: the blocked. Payload: `block_id`.
    BlockDeleted = "block.deleted",
    /// An account came to be. Subject: the account.
    AccountCreated = "account.created",
    /// A profile was changed. Subject: the account.
    AccountUpdated = "account.updated",
    /// An account was deleted. Subject: the account. Payload: `uri`, `event_key` of a member (see `event/key.rs`).
    AccountDeleted = "account.deleted",
    /// A post was pinned to a profile. Subject: the post.
    PostPinned = "post.pinned",
    /// Staff decided something about an account. Subject: the strike. Payload: `server`, its own account.
    StrikeMade = "strike.made",
    /// Somebody reported an account. Subject: the report; the entry's account is the server's own. Payload: `forward`.
    ReportMade = "report.made",
    /// A post was unpinned. Subject: the post.
    PostUnpinned = "post.unpinned",
    /// Somebody voted in a poll. Subject: the post.
    PollVoted = "poll.voted",
    /// Votes were counted that others are to be told of. Subject: the post. The account is its author.
    PollCounted = "poll.counted",
    /// A poll ended. Subject: the post. The account is its author.
    PollEnded = "poll.ended",
    /// Who may answer, quote and boost a post was changed. Subject: the post.
    PolicyChanged = "policy.changed",
    /// The author of a quoted post, or the rules they set, said what becomes of a quote. Subject: the quoting post.
    QuoteAnswered = "quote.answered",
    /// The author of a post, or the rules they set, said what becomes of an answer of somebody elsewhere. Subject: the answer.
    /// Payload: `request`, `accepted`.
    AnswerJudged = "answer.judged",
    /// A relay was asked, answered or left. Subject: the relay; the entry's account is the server's own. Payload: `says`,
    /// `inbox`, `followed`, `actor`, `uri`.
    RelayTold = "relay.told",
    /// A quote was taken back by the quoted author. Subject: the quoting post.
    QuoteRevoked = "quote.revoked",
    /// An emoji was put under a post. Subject: the post. Payload: `emoji`, `reaction_id`, `picture` of a custom one.
    ReactionCreated = "reaction.created",
    /// An emoji was taken back. Subject: the post. Payload: `emoji`, `reaction_id`.
    ReactionDeleted = "reaction.deleted",
    /// A member chose which networks to be on. Subject: the account.
    NetworksChosen = "networks.chosen",
    /// A story was told. Subject: the story.
    StoryTold = "story.told",
    /// A story is over, or was taken back. Subject: the story that was. Payload of one of ours: `uri`.
    StoryEnded = "story.ended",
}
