//! The seam between the core and the networks that people here can be reached on.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use model::{AccountId, PostId};

use crate::Result;
use crate::account::{NamedPage, PeopleList};
use crate::event::Keyring;
use crate::journal::Entry;
use crate::relay::RelayFace;

/// A future that can be kept in a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Which network, as a short stable word: `activitypub`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NetworkId(pub &'static str);

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What a reference turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Somebody.
    Account(AccountId),
    /// Something somebody wrote.
    Post(PostId),
}

/// A face that a new local account gets on a network, so that it can be found there from its first minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// What the network calls the account; never changes, whatever happens to the handle.
    pub uri: String,
    /// Where that network's peers deliver to it.
    pub inbox: Option<String>,
    /// Where that network's peers deliver once for all people here.
    pub shared_inbox: Option<String>,
    /// What the network calls the account's followers.
    pub followers_uri: Option<String>,
}

/// How a member stands on a network that they may be on or not, for the page where they choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Which network.
    pub network: NetworkId,
    /// What people call it.
    pub title: &'static str,
    /// What it means to be on it, in a sentence or two.
    pub about: &'static str,
    /// How they are found there; `None` before they ever were.
    pub address: Option<String>,
    /// What stays theirs whatever they are called.
    pub permanent: Option<String>,
    /// Where they stand.
    pub state: PresenceState,
}

/// Where a member stands on a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresenceState {
    /// They are there.
    On,
    /// They will be, as soon as something else has happened: what, in words.
    Waiting(String),
    /// They do not want to be.
    Off,
    /// The community does not want them to be.
    Suspended,
}

/// Something that is known of how a network does, for those who run the community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// What.
    pub name: String,
    /// How it is.
    pub value: String,
    /// What it means, or what to do; empty for nothing to say.
    pub note: String,
    /// Whether something should be done.
    pub is_bad: bool,
}

/// How a network does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What people call the network.
    pub title: &'static str,
    /// What is known.
    pub signs: Vec<Sign>,
}

/// How it is decided on a network whether a post may be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// Its author is asked.
    ByAnswer,
    /// The rules that its author set decide, and nobody is asked.
    ByRule,
}

/// A network that people here can be reached on. The core holds a list and knows none by name.
pub trait Network: Send + Sync {
    /// Which one.
    fn id(&self) -> NetworkId;

    /// What a local account is called there. Pure: called inside sign-up.
    fn face(&self, account: AccountId) -> Option<Face>;

    /// Whether this handle, address or URL is this network's to resolve.
    fn owns(&self, reference: &str) -> bool;

    /// Finds the account or post behind a reference (`@name@server`, a URL), fetching it if need be.
    fn resolve<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>>;

    /// How it is decided there whether a post may be quoted.
    fn quoting(&self) -> Quoting {
        Quoting::ByAnswer
    }

    /// How a member stands on it. `None`: everybody here is on it, and it is not for them to choose.
    fn presence(&self, account: AccountId) -> BoxFuture<'_, Result<Option<Presence>>> {
        let _ = account;
        Box::pin(async { Ok(None) })
    }

    /// Looks for the rest of the thread around a post, later and politely, and says with [`Social::thread_looked`] what became
    /// of it. Whether it will.
    ///
    /// [`Social::thread_looked`]: crate::Social::thread_looked
    fn look_for_thread(&self, post: PostId, uri: &str) -> bool {
        let _ = (post, uri);
        false
    }

    /// Asks an account's own server how much there is of it, later, and says so with [`Social::account_looked`]. Whether it will.
    ///
    /// [`Social::account_looked`]: crate::Social::account_looked
    fn look_at_account(&self, uri: &str) -> bool {
        let _ = uri;
        false
    }

    /// A page of a list that an account's own server shows to everybody, `page` as it was named before. `None`: it is no
    /// account of this network, or its server shows no such list.
    fn people_there<'a>(
        &'a self,
        uri: &'a str,
        list: PeopleList,
        page: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<NamedPage>>> {
        let _ = (uri, list, page);
        Box::pin(async { Ok(None) })
    }

    /// Asks the home of an account anew whether it says to be also known as one of this community, and has not moved on itself: then
    /// that one may move there. `false`, too, when it is of another network.
    fn takes_in<'a>(&'a self, from: AccountId, target: &'a str) -> BoxFuture<'a, Result<bool>> {
        let _ = (from, target);
        Box::pin(async { Ok(false) })
    }

    /// How a relay of this network is asked, by the address that staff typed. `None`: it is none of this network's.
    fn relay_at<'a>(&'a self, address: &'a str) -> BoxFuture<'a, Result<Option<RelayFace>>> {
        let _ = address;
        Box::pin(async { Ok(None) })
    }

    /// The keys that members have there, if they sign for themselves.
    fn keyring(&self) -> Option<&dyn Keyring> {
        None
    }

    /// A post of another server whose poll may have newer counts is shown to somebody. It may be looked at again, later and
    /// not often; returns at once.
    fn look_again(&self, uri: &str) {
        let _ = uri;
    }

    /// How it does. `None`: there is nothing to say.
    fn health(&self) -> BoxFuture<'_, Result<Option<Health>>> {
        Box::pin(async { Ok(None) })
    }

    /// Turns one journal entry into what this network must send. Called again after a crash: idempotent.
    fn publish<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<()>>;
}
