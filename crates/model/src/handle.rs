//! Names of accounts: what may be chosen here, and how `@name@server` is read.

use std::fmt;

use serde::Serialize;
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::skeleton;

use crate::Domain;

/// The most characters of a name chosen here.
pub const MAX_USERNAME_CHARS: usize = 30;
/// The most characters of a name on another server.
const MAX_REMOTE_USERNAME_CHARS: usize = 200;

/// A name as chosen here: lower-case ASCII letters, digits and `_`, not reserved, not confusable with a reserved one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Username(String);

/// Why a name cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadUsername {
    /// Empty or too long.
    #[error("must have between 1 and 30 characters")]
    Length,
    /// Other characters.
    #[error("may only contain letters a–z, digits and underscores")]
    Characters,
    /// Kept for the server, a role, or too close to such a name.
    #[error("is reserved, please choose another")]
    Reserved,
}

/// Names that would let someone pose as the host, or that collide with a path or a protocol (security row F16).
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "actor",
    "admin",
    "administrator",
    "all",
    "announce",
    "anonymous",
    "ap",
    "api",
    "app",
    "apps",
    "assets",
    "atproto",
    "auth",
    "billing",
    "blog",
    "bot",
    "contact",
    "did",
    "everyone",
    "explore",
    "federation",
    "feed",
    "folkmoot",
    "followers",
    "following",
    "help",
    "here",
    "home",
    "host",
    "hostmaster",
    "inbox",
    "info",
    "instance",
    "invite",
    "local",
    "login",
    "logout",
    "mail",
    "media",
    "me",
    "mod",
    "moderation",
    "moderator",
    "moderators",
    "mods",
    "news",
    "nobody",
    "nodeinfo",
    "nostr",
    "notifications",
    "noreply",
    "npub",
    "oauth",
    "official",
    "operator",
    "outbox",
    "owner",
    "postmaster",
    "posts",
    "privacy",
    "public",
    "register",
    "relay",
    "report",
    "root",
    "search",
    "security",
    "server",
    "settings",
    "setup",
    "signup",
    "site",
    "staff",
    "status",
    "statuses",
    "support",
    "system",
    "tag",
    "tags",
    "team",
    "terms",
    "undefined",
    "null",
    "user",
    "users",
    "web",
    "webfinger",
    "webmaster",
    "wellknown",
    "www",
    "xrpc",
    "you",
];

impl Username {
    /// Checks a name that somebody wants to have here.
    pub fn choose(text: &str) -> Result<Self, BadUsername> {
        let name = Self::shape(text)?;
        let squeezed: String = name.0.chars().filter(|c| *c != '_').collect();
        let looks_reserved = RESERVED
            .iter()
            .any(|reserved| looks_like(&squeezed, reserved));
        let looks_like_key = squeezed.starts_with("npub1")
            || squeezed.starts_with("didplc")
            || squeezed.starts_with("didweb");
        if looks_reserved || looks_like_key {
            Err(BadUsername::Reserved)
        } else {
            Ok(name)
        }
    }

    /// Checks only the form of a name: for looking one up, and for the accounts that the server makes for itself.
    pub fn shape(text: &str) -> Result<Self, BadUsername> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_USERNAME_CHARS {
            return Err(BadUsername::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(BadUsername::Characters);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether two ASCII names look alike: `adm1n` and `admin`, `rnod` and `mod`.
fn looks_like(name: &str, reserved: &str) -> bool {
    name == reserved || fold(name) == fold(reserved)
}

fn fold(name: &str) -> String {
    let swapped: String = name
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' => 'l',
            '3' => 'e',
            '5' => 's',
            other => other,
        })
        .collect();
    skeleton(&swapped)
        .collect::<String>()
        .replace("rn", "m")
        .replace("vv", "w")
}

/// Whether all characters of a text come from scripts that are written together.
pub(crate) fn is_single_script(text: &str) -> bool {
    !AugmentedScriptSet::for_str(text).is_empty()
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `name` or `name@server`, with or without a leading `@` or `acct:`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Acct {
    /// The name, in the case it was written.
    pub username: String,
    /// The server, or `None` for this one.
    pub domain: Option<Domain>,
}

impl Acct {
    /// Reads an address. `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (username, domain) = match text.split_once('@') {
            Some((username, domain)) => (username, Some(Domain::parse(domain).ok()?)),
            None => (text, None),
        };
        is_remote_username(username).then(|| Self {
            username: username.to_owned(),
            domain,
        })
    }
}

/// Whether a name of another server has a form we can keep: letters, digits, `_`, `.`, `-`; no spaces, no control
/// characters, no markup.
pub fn is_remote_username(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= MAX_REMOTE_USERNAME_CHARS
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

impl fmt::Display for Acct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.domain {
            Some(domain) => write!(f, "{}@{domain}", self.username),
            None => f.write_str(&self.username),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_to_lower_case() {
        assert_eq!(
            Username::choose("Alice_99").map(|n| n.0),
            Ok("alice_99".into())
        );
    }

    #[test]
    fn odd_names_are_refused_with_the_reason() {
        assert_eq!(Username::choose(""), Err(BadUsername::Length));
        assert_eq!(Username::choose(&"a".repeat(31)), Err(BadUsername::Length));
        for odd in ["al ice", "alice.b", "ali\u{441}e", "a@b", "a/b", "a\u{0}"] {
            assert_eq!(Username::choose(odd), Err(BadUsername::Characters), "{odd}");
        }
    }

    #[test]
    fn reserved_names_and_their_look_alikes_are_refused() {
        for name in [
            "admin",
            "Admin",
            "adm1n",
            "_admin_",
            "rn0derator",
            "r00t",
            "setup",
            "npub1abc",
            "well_known",
        ] {
            assert_eq!(Username::choose(name), Err(BadUsername::Reserved), "{name}");
        }
        assert!(Username::choose("ada").is_ok() && Username::choose("madmin").is_ok());
    }

    #[test]
    fn addresses_are_read_in_all_their_spellings() {
        for text in [
            "@bob@Example.com",
            "bob@example.com",
            "acct:bob@example.com",
            " @bob@example.com ",
        ] {
            let acct = Acct::parse(text).expect("an address");
            assert_eq!(acct.to_string(), "bob@example.com");
        }
        assert_eq!(Acct::parse("@bob").map(|a| a.domain), Some(None));
        for bad in [
            "",
            "@",
            "@@b",
            "a@b@c",
            "a b@c",
            "https://example.com",
            "a@[::1]",
        ] {
            assert_eq!(Acct::parse(bad), None, "{bad}");
        }
    }
}
