//! Who asks.

use model::{AccountId, Id};

/// A logged-in member, by session or by an app's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub account_id: AccountId,
    /// What they may do in this community.
    pub role: Role,
    /// How they came in.
    pub via: Via,
}

/// How a member came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// By the web page.
    Session(Id),
    /// By an app.
    App {
        /// Which app.
        app_id: Id,
        /// Which of its tokens.
        token_id: Id,
    },
    /// By an app, in the way of a network: a log-in with a password, or a grant that is bound to a key. Which one.
    LogIn(Id),
    /// From the command line.
    Console,
}

impl Caller {
    /// The app that was used, to be shown with a post.
    pub fn app_id(&self) -> Option<Id> {
        match self.via {
            Via::App { app_id, .. } => Some(app_id),
            Via::Session(_) | Via::LogIn(_) | Via::Console => None,
        }
    }

    /// As one who looks.
    pub fn viewer(&self) -> Viewer {
        Viewer::Member(self.account_id)
    }
}

/// What a member may do in this community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Role {
    /// Posts and reads.
    #[default]
    Member,
    /// Also handles reports and approves newcomers.
    Moderator,
    /// Also changes the community.
    Admin,
    /// Also decides who the admins are.
    Owner,
}

impl Role {
    /// All of them, from those who may the least.
    pub const ALL: [Self; 4] = [Self::Member, Self::Moderator, Self::Admin, Self::Owner];

    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Reads the word kept in the database; anything unknown is a member.
    pub fn from_word(word: &str) -> Self {
        match word {
            "owner" => Self::Owner,
            "admin" => Self::Admin,
            "moderator" => Self::Moderator,
            _ => Self::Member,
        }
    }
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody we know.
    Anyone,
    /// Somebody of this community.
    Member(AccountId),
    /// An account of another server, known by its signature.
    Remote(AccountId),
}

impl Viewer {
    /// The account that looks.
    pub fn account_id(self) -> Option<AccountId> {
        match self {
            Self::Anyone => None,
            Self::Member(id) | Self::Remote(id) => Some(id),
        }
    }
}
