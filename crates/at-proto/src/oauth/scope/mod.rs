//! What an app may do (<https://atproto.com/specs/permission>, and the broad scopes of
//! <https://atproto.com/specs/oauth#authorization-scopes>).
//!
//! Always true here: `atproto` alone lets an app know who somebody is, and nothing else.

mod resource;
mod syntax;

#[cfg(test)]
mod tests;

use std::fmt;

use resource::Resource;

use super::OAuthError;

/// The most bytes of a scope.
const MAX_BYTES: usize = 8 * 1024;
/// The most words of a scope.
const MAX_WORDS: usize = 200;

/// What can be done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepoAction {
    /// Making one.
    Create,
    /// Changing one.
    Update,
    /// Removing one.
    Delete,
}

/// What of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountPart {
    /// The e-mail address.
    Email,
    /// The repository as a whole: to import one.
    Repo,
    /// Whether it is active.
    Status,
}

/// What is done to a part of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountAction {
    /// Looking at it.
    Read,
    /// Changing it.
    Manage,
}

/// What of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityPart {
    /// The handle.
    Handle,
    /// All of it: keys, and the server that it lives on.
    All,
}

/// One thing that somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission<'a> {
    /// Writing a record.
    Repo {
        /// Of which collection: an NSID.
        collection: &'a str,
        /// How.
        action: RepoAction,
    },
    /// Uploading a file.
    Blob {
        /// Of which type.
        mime: &'a str,
    },
    /// Calling a method of another service in the name of the account.
    Rpc {
        /// Which method: an NSID.
        lxm: &'a str,
        /// Which service: `did#service`.
        aud: &'a str,
    },
    /// Doing something to the account.
    Account {
        /// To which part.
        part: AccountPart,
        /// What.
        action: AccountAction,
    },
    /// Changing the identity.
    Identity(IdentityPart),
}

/// One word of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// To know who somebody is.
    Atproto,
    /// To do about what an app password does.
    Generic,
    /// To see the e-mail address.
    Email,
    /// To read and write direct messages, with [`Word::Generic`].
    Chat,
    /// Something in particular.
    Resource(Resource),
}

/// What an app may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes {
    text: String,
    words: Vec<Word>,
}

impl Scopes {
    /// Reads a scope. Refused are: words that do not exist or are malformed, sets of permissions at an address
    /// (`include:`), which this server does not resolve, and a scope without `atproto`.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if text.len() > MAX_BYTES {
            return Err(OAuthError::Scope);
        }
        let mut words: Vec<Word> = Vec::new();
        let mut kept: Vec<&str> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let read = read_word(word)?;
            if !words.contains(&read) {
                words.push(read);
                kept.push(word);
            }
        }
        let is_generic = words.contains(&Word::Generic);
        let is_whole =
            words.contains(&Word::Atproto) && (is_generic || !words.contains(&Word::Chat));
        if !is_whole || words.len() > MAX_WORDS {
            return Err(OAuthError::Scope);
        }
        Ok(Self {
            text: kept.join(" "),
            words,
        })
    }

    /// The text, each word once.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether an app with this scope may do this.
    pub fn allows(&self, what: &Permission<'_>) -> bool {
        self.words.iter().any(|word| word.allows(what))
    }

    /// Whether all that another scope allows is in this one, word by word.
    pub fn holds_all(&self, other: &Self) -> bool {
        other.words.iter().all(|word| self.words.contains(word))
    }

    /// Each word with what it means, for the page on which a person consents.
    pub fn in_words(&self) -> Vec<String> {
        self.words.iter().map(Word::in_words).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn read_word(word: &str) -> Result<Word, OAuthError> {
    match word {
        "atproto" => Ok(Word::Atproto),
        "transition:generic" => Ok(Word::Generic),
        "transition:email" => Ok(Word::Email),
        "transition:chat.bsky" => Ok(Word::Chat),
        other => Resource::parse(other)
            .map(Word::Resource)
            .ok_or(OAuthError::Scope),
    }
}

impl Word {
    fn allows(&self, what: &Permission<'_>) -> bool {
        match (self, what) {
            (Self::Generic, Permission::Repo { .. } | Permission::Blob { .. }) => true,
            (Self::Generic, Permission::Rpc { lxm, .. }) => !is_chat(lxm),
            (Self::Chat, Permission::Rpc { lxm, .. }) => is_chat(lxm),
            (Self::Email, Permission::Account { part, action }) => {
                (*part, *action) == (AccountPart::Email, AccountAction::Read)
            }
            (Self::Resource(resource), what) => resource.allows(what),
            _ => false,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Atproto => "know who you are".to_owned(),
            Self::Generic => "post, like, follow and block in your name, upload files, change your profile and your \
                              settings, and read all that you can read except direct messages"
                .to_owned(),
            Self::Email => "see your e-mail address".to_owned(),
            Self::Chat => "read and write your direct messages".to_owned(),
            Self::Resource(resource) => resource.in_words(),
        }
    }
}

/// Whether a method is about direct messages.
fn is_chat(lxm: &str) -> bool {
    lxm.starts_with("chat.bsky.")
}
