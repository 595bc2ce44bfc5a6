//! What is shown: complete, checked values that a page or an API only has to print.

use model::{
    AccountId, AccountKind, Audience, ContentType, Emoji, Field, Id, InteractionPolicy, Media,
    PostId, PostKind, Showing, Time,
};

use crate::Card;
use crate::filter::FilterMatch;
use crate::notification::Paper;

/// An account, as anyone may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountView {
    /// Its id here.
    pub id: AccountId,
    /// Its name, without the server.
    pub username: String,
    /// Its server; `None` for an account of this community.
    pub domain: Option<String>,
    /// What it is.
    pub kind: AccountKind,
    /// The name it shows, or its username. Plain text.
    pub display_name: String,
    /// Its biography. Safe HTML.
    pub note_html: String,
    /// Its biography as typed (empty for remote accounts).
    pub note_source: String,
    /// Rows of its profile; values are safe HTML.
    pub fields: Vec<Field>,
    /// Rows of its profile as typed (empty for remote accounts).
    pub fields_source: Vec<Field>,
    /// Custom emoji used in the name and the biography.
    pub emojis: Vec<Emoji>,
    /// Absolute URL of its picture; always there.
    pub avatar_url: String,
    /// The same picture, standing still.
    pub still_avatar_url: String,
    /// Absolute URL of its banner; always there.
    pub header_url: String,
    /// Whether it approves its followers.
    pub is_locked: bool,
    /// Whether it wants to be recommended.
    pub is_discoverable: bool,
    /// Whether its public posts may be searched.
    pub is_indexable: bool,
    /// Suspended by this community.
    pub is_suspended: bool,
    /// Kept back by its own server, elsewhere: its owner has left for now, or was suspended there.
    pub is_away: bool,
    /// Silenced by this community: only its followers find it.
    pub is_silenced: bool,
    /// Its media are hidden at first, whatever it says.
    pub is_sensitized: bool,
    /// How many follow it.
    pub followers_count: i64,
    /// How many it follows.
    pub following_count: i64,
    /// How many posts it has written.
    pub posts_count: i64,
    /// When it last posted.
    pub last_post_at: Option<Time>,
    /// Since when it exists, as far as known.
    pub created_at: Time,
    /// What its home network calls it.
    pub uri: String,
    /// Its page for people, absolute.
    pub page_url: String,
    /// Where it moved to.
    pub moved_to: Option<AccountId>,
    /// How it shows itself.
    pub showing: Showing,
    /// Another account of the same person, on another network.
    pub also: Option<AlsoView>,
}

/// An account of the same person on another network, as both accounts say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoView {
    /// Its name, `name@server`.
    pub acct: String,
    /// Its page here, absolute.
    pub page_url: String,
    /// Since when both have said so here.
    pub since: Time,
}

impl AccountView {
    /// `name` for an account of this community, `name@server` for others.
    pub fn acct(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{}@{domain}", self.username),
            None => self.username.clone(),
        }
    }

    /// Whether the viewer may not know whom it follows and who follows it.
    pub fn hides_network_from(&self, viewer: crate::Viewer) -> bool {
        self.showing.hides_network && viewer.account_id() != Some(self.id)
    }

    /// Whether it has chosen a picture.
    pub fn has_avatar(&self) -> bool {
        !self
            .avatar_url
            .ends_with(&format!("/avatars/{}.png", self.id))
    }

    /// Whether it has chosen a banner.
    pub fn has_header(&self) -> bool {
        !self.header_url.ends_with("/headers/default.png")
    }

    /// Whether the account is of this community.
    pub fn is_local(&self) -> bool {
        self.domain.is_none()
    }

    /// The path of its page here: `/@name` or `/@name@server`.
    pub fn path(&self) -> String {
        format!("/@{}", self.acct())
    }
}

/// A post or a boost, as one viewer may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PostView {
    /// Its id here.
    pub id: PostId,
    /// Who wrote or boosted it.
    pub account: AccountView,
    /// What its home network calls it.
    pub uri: String,
    /// Its page for people, absolute.
    pub page_url: String,
    /// Written by somebody of this community.
    pub is_local: bool,
    /// What it is.
    pub kind: PostKind,
    /// For whom it is.
    pub audience: Audience,
    /// Who may answer, quote, boost.
    pub policy: InteractionPolicy,
    /// A title, for the kinds that have one.
    pub title: Option<String>,
    /// The content warning; empty for none. Plain text.
    pub warning: String,
    /// Whether media are hidden at first.
    pub is_sensitive: bool,
    /// The text. Safe HTML.
    pub html: String,
    /// The text as typed (for local posts).
    pub source: String,
    /// How what was typed is to be read.
    pub content_type: ContentType,
    /// The language.
    pub language: Option<String>,
    /// Tags, folded.
    pub tags: Vec<String>,
    /// Files.
    pub media: Vec<Media>,
    /// What its link leads to.
    pub card: Option<Card>,
    /// Custom emoji.
    pub emojis: Vec<Emoji>,
    /// Those the text mentions.
    pub mentions: Vec<MentionView>,
    /// The post this one repeats.
    pub boost_of: Option<Box<PostView>>,
    /// The post this one quotes.
    pub quote: Option<QuoteView>,
    /// Its poll.
    pub poll: Option<PollView>,
    /// What it answers.
    pub reply_to: Option<PostId>,
    /// Who wrote what it answers.
    pub reply_to_account: Option<AccountId>,
    /// The app it was written with: name and website.
    pub app: Option<(String, Option<String>)>,
    /// How many answered.
    pub replies_count: i64,
    /// How many boosted.
    pub boosts_count: i64,
    /// How many liked.
    pub likes_count: i64,
    /// How many quotes of it were accepted.
    pub quotes_count: i64,
    /// What people felt, in the order it was first said.
    pub reactions: Vec<ReactionView>,
    /// When it was written.
    pub created_at: Time,
    /// When it was last changed.
    pub edited_at: Option<Time>,
    /// What the viewer did with it; all false for anyone.
    pub mine: Mine,
    /// The viewer's filters that meet it.
    pub filtered: Vec<FilterMatch>,
}

impl PostView {
    /// What is read: the post itself, or the one it boosts.
    pub fn content(&self) -> &Self {
        self.boost_of.as_deref().unwrap_or(self)
    }

    /// The path of its page here.
    pub fn path(&self) -> String {
        format!("{}/{}", self.account.path(), self.id)
    }
}

/// What the viewer did with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mine {
    /// Wrote it.
    pub wrote: bool,
    /// Liked it.
    pub liked: bool,
    /// Boosted it.
    pub boosted: bool,
    /// Bookmarked it.
    pub bookmarked: bool,
    /// Pinned it to their profile.
    pub pinned: bool,
    /// Muted its author.
    pub muted: bool,
    /// Hides its author's server.
    pub hidden: bool,
    /// Wants to hear no more of its thread.
    pub thread_muted: bool,
    /// Where the bookmark is kept.
    pub folder: Option<Id>,
    /// May quote it.
    pub may_quote: bool,
    /// It answers the viewer, who has still to let it in.
    pub may_let_in: bool,
    /// The viewer wrote it as an answer, and whoever they answered has not let it in.
    pub is_not_let_in: bool,
}

/// A post inside another one.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteView {
    /// Whether it can be shown, and why not.
    pub state: QuoteState,
    /// The quoted post, if the viewer may see it.
    pub post_id: Option<PostId>,
    /// The same, whole; only the first quote is, not one inside it.
    pub post: Option<Box<PostView>>,
}

/// What became of a quote, for one viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteState {
    /// The quoted author has not answered.
    Pending,
    /// It is shown.
    Accepted,
    /// The quoted author said no.
    Refused,
    /// The quoted author said yes, and later no.
    Revoked,
    /// The quoted post is gone.
    Deleted,
    /// The viewer may not see the quoted post.
    Unauthorized,
    /// The viewer blocks the quoted author.
    BlockedAccount,
    /// The viewer mutes the quoted author.
    MutedAccount,
}

/// A poll. Its id is that of its post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollView {
    /// The options, in order.
    pub options: Vec<PollOptionView>,
    /// One may choose several.
    pub is_multiple: bool,
    /// Counts are shown when it is over.
    pub hides_totals: bool,
    /// When it ends.
    pub expires_at: Option<Time>,
    /// It is over.
    pub is_over: bool,
    /// All votes together.
    pub votes_count: i64,
    /// How many people voted.
    pub voters_count: i64,
    /// What the viewer chose.
    pub mine: Option<Vec<usize>>,
    /// When the counts of one of another server were last asked for.
    pub counted_at: Option<Time>,
}

/// An option of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOptionView {
    /// Its text.
    pub title: String,
    /// How often it was chosen; `None` while that is hidden.
    pub votes: Option<i64>,
}

/// An emoji under a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionView {
    /// The emoji; a custom one as `:word:`, or `:word@host:` when it is of another server.
    pub emoji: String,
    /// The picture of a custom one, absolute.
    pub picture: Option<String>,
    /// How many chose it.
    pub count: i64,
    /// The viewer did.
    pub mine: bool,
}

/// Somebody a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionView {
    /// Who.
    pub id: AccountId,
    /// Without the server.
    pub username: String,
    /// `name` or `name@server`.
    pub acct: String,
    /// Their page, absolute.
    pub page_url: String,
    /// What their home network calls them.
    pub uri: String,
}

/// What is between the viewer and another account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationView {
    /// The other account.
    pub id: AccountId,
    /// The viewer follows them.
    pub following: bool,
    /// …and sees their boosts.
    pub showing_boosts: bool,
    /// …and is told of each post.
    pub notifying: bool,
    /// …and sees only what is in these languages; empty for all.
    pub languages: Vec<String>,
    /// They follow the viewer.
    pub followed_by: bool,
    /// The viewer asked to follow them.
    pub requested: bool,
    /// They asked to follow the viewer.
    pub requested_by: bool,
    /// The viewer blocks them.
    pub blocking: bool,
    /// They block the viewer.
    pub blocked_by: bool,
    /// The viewer mutes them.
    pub muting: bool,
    /// …and their notifications.
    pub muting_notifications: bool,
    /// Until when.
    pub muting_until: Option<Time>,
    /// The viewer does not want to see their server.
    pub hiding_domain: bool,
    /// The viewer shows them on the own profile.
    pub endorsing: bool,
    /// What the viewer notes about them. Plain text.
    pub note: String,
}

/// What somebody is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationKind {
    /// Named in a post.
    Mention,
    /// A followed account, with notifications on, posted.
    Posted,
    /// A post was boosted.
    Boost,
    /// A post was liked.
    Like,
    /// A new follower.
    Follow,
    /// Somebody asks to follow.
    FollowRequest,
    /// A boosted or answered post was edited.
    Edited,
    /// Somebody signed up (for those who approve).
    SignUp,
    /// Somebody reported an account (for those who look after the community).
    Report,
    /// Those who look after the community decided something about one's own account.
    Warning,
    /// A poll ended in which one voted, or one's own.
    PollEnded,
    /// A post was quoted.
    Quote,
    /// A quoted post was edited.
    QuotedEdited,
    /// Somebody felt something about a post.
    Reaction,
}

impl NotificationKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Mention,
        Self::Posted,
        Self::Boost,
        Self::Like,
        Self::Follow,
        Self::FollowRequest,
        Self::Edited,
        Self::SignUp,
        Self::Report,
        Self::Warning,
        Self::PollEnded,
        Self::Quote,
        Self::QuotedEdited,
        Self::Reaction,
    ];

    /// Whether what it is about is no post, but a report or a decision.
    pub(crate) const fn is_about_papers(self) -> bool {
        matches!(self, Self::Report | Self::Warning)
    }

    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Posted => "posted",
            Self::Boost => "boost",
            Self::Like => "like",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::Edited => "edited",
            Self::SignUp => "sign_up",
            Self::Report => "report",
            Self::Warning => "warning",
            Self::PollEnded => "poll_ended",
            Self::Quote => "quote",
            Self::QuotedEdited => "quoted_edited",
            Self::Reaction => "reaction",
        }
    }

    /// Reads the word kept in the database.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Something somebody is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct NotificationView {
    /// Its id.
    pub id: Id,
    /// What happened.
    pub kind: NotificationKind,
    /// When.
    pub created_at: Time,
    /// Who did it.
    pub account: AccountView,
    /// To which post.
    pub post: Option<PostView>,
    /// What it has in common with those it belongs to.
    pub group_key: String,
    /// Held back until its receiver decides.
    pub is_filtered: bool,
    /// What it is about, when that is no post.
    pub about: Option<Box<Paper>>,
}
