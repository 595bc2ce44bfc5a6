//! What an app may do, in Mastodon's words (<https://docs.joinmastodon.org/api/oauth-scopes/>).

use std::collections::BTreeSet;
use std::fmt;

use crate::{Error, Result};

/// Every scope there is. A wide one stands before what it holds.
const KNOWN: &[&str] = &[
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
    "offline_access",
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
];

/// What the old scope `follow` stands for.
const FOLLOW: [&str; 6] = [
    "read:blocks",
    "write:blocks",
    "read:follows",
    "write:follows",
    "read:mutes",
    "write:mutes",
];

/// What an app has that asks for nothing.
const DEFAULT: &str = "read";
/// Asks for tokens that end and can be renewed (the word is that of `OpenID` Connect Core 1.0, section 11).
const OFFLINE: &str = "offline_access";
/// Longer than all scopes together.
const MAX_BYTES: usize = 2_048;

/// A set of scopes, all of them known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(BTreeSet<&'static str>);

impl Scopes {
    /// Reads scopes separated by spaces (or `+`, which some apps encode twice). Nothing is `read`; one that nobody
    /// knows is refused with the code `invalid_scope`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(invalid_scope());
        }
        let words = text
            .split([' ', '+', '\n', '\t'])
            .filter(|word| !word.is_empty());
        let known = words.map(|word| {
            KNOWN
                .iter()
                .copied()
                .find(|known| *known == word)
                .ok_or_else(invalid_scope)
        });
        let mut scopes: BTreeSet<&'static str> = known.collect::<Result<_>>()?;
        if scopes.is_empty() {
            scopes.insert(DEFAULT);
        }
        Ok(Self(scopes))
    }

    /// Reads what the database keeps. A scope that is not known any more allows nothing.
    pub(super) fn stored(text: &str) -> Self {
        let known = |word| KNOWN.iter().copied().find(|known| *known == word);
        Self(text.split(' ').filter_map(known).collect())
    }

    /// Whether what this scope names may be done: `read` holds `read:statuses`, `follow` holds `write:follows`,
    /// `read:accounts` holds `profile`.
    pub fn contains(&self, scope: &str) -> bool {
        if self.0.contains(scope) {
            return true;
        }
        match scope {
            "profile" => self.contains("read:accounts"),
            "follow" => FOLLOW.iter().all(|part| self.contains(part)),
            _ => self.holds_wider(scope),
        }
    }

    fn holds_wider(&self, scope: &str) -> bool {
        let by_follow = FOLLOW.contains(&scope) && self.0.contains("follow");
        let wide = scope.rsplit_once(':').map(|(wide, _)| wide);
        by_follow || wide.is_some_and(|wide| self.0.contains(wide))
    }

    /// Whether nothing is asked that this set does not hold.
    pub(super) fn holds_all(&self, asked: &Self) -> bool {
        asked.0.iter().all(|scope| self.contains(scope))
    }

    /// Without what only moderators may do.
    #[must_use]
    pub(super) fn without_admin(&self) -> Self {
        Self(
            self.0
                .iter()
                .copied()
                .filter(|scope| !scope.starts_with("admin:"))
                .collect(),
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_offline(&self) -> bool {
        self.0.contains(OFFLINE)
    }

    /// Each scope, by name.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.0.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{scope}")?;
        }
        Ok(())
    }
}

/// What is said when somebody asks for a scope that is not known, or not theirs to have (security row F3).
pub(super) fn invalid_scope() -> Error {
    Error::invalid(
        "scope",
        "invalid_scope",
        "is unknown, or is more than the app registered",
    )
}

#[cfg(test)]
mod tests {
    use super::{FOLLOW, KNOWN, Scopes};

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).unwrap()
    }

    #[test]
    fn nothing_is_read_and_the_unknown_is_refused() {
        assert_eq!(scopes("").to_string(), "read");
        assert_eq!(scopes("  write+read  read").to_string(), "read write");
        for bad in [
            "Read",
            "read:everything",
            "admin",
            "read,write",
            "read\u{0}",
            "*",
        ] {
            assert!(Scopes::parse(bad).is_err(), "{bad}");
        }
        assert!(Scopes::parse(&"read ".repeat(1_000)).is_err());
    }

    #[test]
    fn a_wide_scope_holds_its_parts_and_nothing_else() {
        let read = scopes("read");
        assert!(read.contains("read:statuses") && read.contains("profile"));
        assert!(!read.contains("write:statuses") && !read.contains("follow"));
        assert!(!read.contains("admin:read") && !read.contains("admin:read:accounts"));
        assert!(scopes("admin:read").contains("admin:read:accounts"));
        assert!(!scopes("admin:read:accounts").contains("admin:read"));
        assert!(!scopes("read:statuses").contains("read"));
        assert!(!scopes("profile").contains("read:accounts"));
        assert!(scopes("read:accounts").contains("profile"));
    }

    #[test]
    fn follow_is_its_six_parts() {
        for part in FOLLOW {
            assert!(scopes("follow").contains(part), "{part}");
        }
        assert!(!scopes("follow").contains("read:statuses"));
        assert!(scopes("read write").contains("follow"));
    }

    #[test]
    fn asked_is_held_or_it_is_not() {
        assert!(scopes("read write").holds_all(&scopes("read:accounts write follow")));
        assert!(!scopes("read").holds_all(&scopes("read write:media")));
        assert!(!scopes("read write follow push").holds_all(&scopes("admin:read")));
    }

    #[test]
    fn all_that_is_known_can_be_written_and_read() {
        let all = scopes(&KNOWN.join(" "));
        assert_eq!(all.iter().count(), KNOWN.len());
        assert_eq!(Scopes::stored(&all.to_string()), all);
        assert!(Scopes::stored("read:nothing").is_empty());
        assert!(
            all.without_admin()
                .iter()
                .all(|scope| !scope.contains("admin"))
        );
    }
}
