//! Kinds of events, and what their numbers mean for those who keep them (NIP-01).

use serde::{Deserialize, Serialize};

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(pub u16);

/// How long an event is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// For ever.
    Regular,
    /// Until its author says the same kind again.
    Replaceable,
    /// Not at all: it is passed on to those who listen.
    Ephemeral,
    /// Until its author says the same kind again under the same name (the tag `d`).
    Addressable,
}

impl Kind {
    /// A profile (NIP-01).
    pub const PROFILE: Self = Self(0);
    /// A short post (NIP-10).
    pub const NOTE: Self = Self(1);
    /// Whom somebody follows (NIP-02).
    pub const FOLLOWS: Self = Self(3);
    /// Something is to be deleted (NIP-09).
    pub const DELETION: Self = Self(5);
    /// A short post is passed on (NIP-18).
    pub const REPOST: Self = Self(6);
    /// A like, a dislike or an emoji (NIP-25).
    pub const REACTION: Self = Self(7);
    /// Something private, sealed for its reader (NIP-59).
    pub const SEAL: Self = Self(13);
    /// A direct message, never signed (NIP-17).
    pub const DIRECT_MESSAGE: Self = Self(14);
    /// Anything but a short post is passed on (NIP-18).
    pub const GENERIC_REPOST: Self = Self(16);
    /// A picture with a text (NIP-68).
    pub const PICTURE: Self = Self(20);
    /// A vote in a poll (NIP-88).
    pub const POLL_RESPONSE: Self = Self(1018);
    /// The wrapping of something private (NIP-59).
    pub const GIFT_WRAP: Self = Self(1059);
    /// A poll (NIP-88).
    pub const POLL: Self = Self(1068);
    /// An answer to something that is no short post (NIP-22).
    pub const COMMENT: Self = Self(1111);
    /// A report (NIP-56).
    pub const REPORT: Self = Self(1984);
    /// A label (NIP-32).
    pub const LABEL: Self = Self(1985);
    /// Everything of an author is to be deleted (NIP-62).
    pub const VANISH: Self = Self(62);
    /// Whom somebody mutes (NIP-51).
    pub const MUTES: Self = Self(10000);
    /// What somebody keeps on top (NIP-51).
    pub const PINS: Self = Self(10001);
    /// Where somebody writes and reads (NIP-65).
    pub const RELAYS: Self = Self(10002);
    /// What somebody has marked (NIP-51).
    pub const BOOKMARKS: Self = Self(10003);
    /// Where somebody takes direct messages (NIP-17).
    pub const DIRECT_MESSAGE_RELAYS: Self = Self(10050);
    /// Where somebody's files are (BUD-03).
    pub const BLOSSOM_SERVERS: Self = Self(10063);
    /// A client proves who it is to a relay (NIP-42).
    pub const AUTH: Self = Self(22242);
    /// A request to a signer, or its answer (NIP-46).
    pub const REMOTE_SIGNING: Self = Self(24133);
    /// A client proves who it is to a server of files (BUD-01).
    pub const BLOSSOM_AUTH: Self = Self(24242);
    /// A client proves who it is to a web server (NIP-98).
    pub const HTTP_AUTH: Self = Self(27235);
    /// A long post (NIP-23).
    pub const ARTICLE: Self = Self(30023);

    /// How long events of this kind are kept
    /// (<https://github.com/nostr-protocol/nips/blob/master/01.md#kinds>).
    pub const fn class(self) -> Class {
        match self.0 {
            0 | 3 | 10_000..=19_999 => Class::Replaceable,
            20_000..=29_999 => Class::Ephemeral,
            30_000..=39_999 => Class::Addressable,
            _ => Class::Regular,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_how_long_an_event_is_kept() {
        let class = |kind| Kind(kind).class();
        assert_eq!(class(0), Class::Replaceable);
        assert_eq!(class(1), Class::Regular);
        assert_eq!(class(3), Class::Replaceable);
        assert_eq!(class(9_999), Class::Regular);
        assert_eq!(class(10_000), Class::Replaceable);
        assert_eq!(class(20_000), Class::Ephemeral);
        assert_eq!(class(30_000), Class::Addressable);
        assert_eq!(class(40_000), Class::Regular);
    }
}
