//! The permissions that there are: `repo`, `rpc`, `blob`, `account`, `identity`.

use super::syntax::{Plain, Written};
use super::{AccountAction, AccountPart, IdentityPart, Permission, RepoAction};
use crate::syntax::{Did, Nsid};

/// Everything.
const ANY: &str = "*";

/// One permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resource {
    /// Writing to these collections (`*` for all).
    Repo {
        collections: Vec<String>,
        actions: Vec<RepoAction>,
    },
    /// Calling these methods of this service (`*` for any, but not for both).
    Rpc { methods: Vec<String>, aud: String },
    /// Uploading files of these types: `*/*`, `image/*`, `image/png`.
    Blob { accept: Vec<String> },
    /// Something about the account.
    Account {
        part: AccountPart,
        action: AccountAction,
    },
    /// Something about the identity.
    Identity(IdentityPart),
}

impl Resource {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let written = Written::parse(text)?;
        match written.resource.as_str() {
            "repo" => repo(&written),
            "rpc" => rpc(&written),
            "blob" => blob(&written),
            "account" => account(&written),
            "identity" => identity(&written),
            _ => None,
        }
    }

    pub(super) fn allows(&self, what: &Permission<'_>) -> bool {
        match (self, what) {
            (
                Self::Repo {
                    collections,
                    actions,
                },
                Permission::Repo { collection, action },
            ) => holds(collections, collection) && actions.contains(action),
            (Self::Rpc { methods, aud: of }, Permission::Rpc { lxm, aud }) => {
                holds(methods, lxm) && (of == ANY || of == aud)
            }
            (Self::Blob { accept }, Permission::Blob { mime }) => {
                accept.iter().any(|pattern| is_of_type(mime, pattern))
            }
            (
                Self::Account { part, action },
                Permission::Account {
                    part: of,
                    action: does,
                },
            ) => part == of && action >= does,
            (Self::Identity(IdentityPart::All), Permission::Identity(_)) => true,
            (Self::Identity(part), Permission::Identity(of)) => part == of,
            _ => false,
        }
    }

    pub(super) fn in_words(&self) -> String {
        let list = |words: &[String]| words.join(", ");
        match self {
            Self::Repo {
                collections,
                actions,
            } => {
                let does: Vec<&str> = actions.iter().map(|action| action.in_words()).collect();
                let what = if collections.iter().any(|one| one == ANY) {
                    "everything that is public of you".to_owned()
                } else {
                    format!("your {}", list(collections))
                };
                format!("{} {what}", does.join(", "))
            }
            Self::Rpc { methods, aud } => {
                let what = if methods.iter().any(|one| one == ANY) {
                    "anything".to_owned()
                } else {
                    list(methods)
                };
                let at = if aud == ANY { "any service" } else { aud };
                format!("ask {at} for {what} in your name")
            }
            Self::Blob { accept } => format!("upload files for you ({})", list(accept)),
            Self::Account { part, action } => account_in_words(*part, *action).to_owned(),
            Self::Identity(IdentityPart::Handle) => "change your handle".to_owned(),
            Self::Identity(IdentityPart::All) => {
                "change your identity: your handle, your keys, and the server that you live on"
                    .to_owned()
            }
        }
    }
}

impl RepoAction {
    const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Delete];

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "create" => Some(Self::Create),
            "update" => Some(Self::Update),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Create => "add to",
            Self::Update => "change",
            Self::Delete => "delete",
        }
    }
}

const fn account_in_words(part: AccountPart, action: AccountAction) -> &'static str {
    match (part, action) {
        (AccountPart::Email, AccountAction::Read) => "see your e-mail address",
        (AccountPart::Email, AccountAction::Manage) => "see and change your e-mail address",
        (AccountPart::Repo, AccountAction::Read) => "see how your repository stands",
        (AccountPart::Repo, AccountAction::Manage) => "replace everything that is public of you",
        (AccountPart::Status, AccountAction::Read) => "see whether your account is active",
        (AccountPart::Status, AccountAction::Manage) => "switch your account off and on",
    }
}

fn holds(all: &[String], one: &str) -> bool {
    all.iter().any(|each| each == ANY || each == one)
}

fn repo(written: &Written) -> Option<Resource> {
    let collections = written.all("collection", Plain::Yes)?;
    let is_collection = |text: &&str| *text == ANY || Nsid::parse(text).is_ok();
    let actions = written.all("action", Plain::No)?;
    let actions = if actions.is_empty() {
        RepoAction::ALL.to_vec()
    } else {
        let read = actions.into_iter().map(RepoAction::from_word);
        read.collect::<Option<Vec<_>>>()?
    };
    let is_good = !collections.is_empty()
        && collections.iter().all(is_collection)
        && written.says_only(&["collection", "action"]);
    is_good.then(|| Resource::Repo {
        collections: owned(collections),
        actions,
    })
}

fn rpc(written: &Written) -> Option<Resource> {
    let methods = written.all("lxm", Plain::Yes)?;
    let aud = written.one("aud", Plain::No)??;
    let is_method = |text: &&str| *text == ANY || Nsid::parse(text).is_ok();
    // Any method of any service would be everything that anybody ever thinks of.
    let is_everything = aud == ANY && methods.contains(&ANY);
    let is_good = !methods.is_empty()
        && methods.iter().all(is_method)
        && (aud == ANY || is_audience(aud))
        && !is_everything
        && written.says_only(&["lxm", "aud"]);
    is_good.then(|| Resource::Rpc {
        methods: owned(methods),
        aud: aud.to_owned(),
    })
}

/// A service of a DID: `did:web:api.example#name`.
fn is_audience(text: &str) -> bool {
    text.split_once('#').is_some_and(|(did, service)| {
        let is_service = !service.is_empty()
            && service
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"_-.".contains(&c));
        Did::parse(did).is_ok() && is_service
    })
}

fn blob(written: &Written) -> Option<Resource> {
    let accept = written.all("accept", Plain::Yes)?;
    let is_good = !accept.is_empty()
        && accept.iter().all(|pattern| is_type_pattern(pattern))
        && written.says_only(&["accept"]);
    is_good.then(|| Resource::Blob {
        accept: owned(accept),
    })
}

fn is_type_pattern(text: &str) -> bool {
    let is_token = |text: &str| {
        !text.is_empty()
            && text.len() <= 127
            && text
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&c))
    };
    match text.split_once('/') {
        Some((ANY, ANY)) => true,
        Some((kind, ANY)) => is_token(kind),
        Some((kind, sub)) => is_token(kind) && is_token(sub),
        None => false,
    }
}

/// Whether a media type is one of a pattern. Parameters do not count, nor do capitals.
fn is_of_type(mime: &str, pattern: &str) -> bool {
    let mime = mime.split(';').next().unwrap_or_default().trim();
    let (Some((kind, sub)), Some((want, want_sub))) =
        (mime.split_once('/'), pattern.split_once('/'))
    else {
        return false;
    };
    let is = |one: &str, wanted: &str| wanted == ANY || one.eq_ignore_ascii_case(wanted);
    !kind.is_empty()
        && !sub.is_empty()
        && kind != ANY
        && sub != ANY
        && is(kind, want)
        && is(sub, want_sub)
}

fn account(written: &Written) -> Option<Resource> {
    let part = match written.one("attr", Plain::Yes)?? {
        "email" => AccountPart::Email,
        "repo" => AccountPart::Repo,
        "status" => AccountPart::Status,
        _ => return None,
    };
    let action = match written.one("action", Plain::No)? {
        None | Some("read") => AccountAction::Read,
        Some("manage") => AccountAction::Manage,
        Some(_) => return None,
    };
    written
        .says_only(&["attr", "action"])
        .then_some(Resource::Account { part, action })
}

fn identity(written: &Written) -> Option<Resource> {
    let part = match written.one("attr", Plain::Yes)?? {
        "handle" => IdentityPart::Handle,
        ANY => IdentityPart::All,
        _ => return None,
    };
    written
        .says_only(&["attr"])
        .then_some(Resource::Identity(part))
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(ToOwned::to_owned).collect()
}
