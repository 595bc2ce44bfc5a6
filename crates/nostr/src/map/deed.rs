//! Likes, boosts and deletions, both ways.

use nostr_proto::{Address, Event, EventId, Kind, Unsigned};

use super::reference::{Named, Reference};
use super::{Tag, tag};

/// A like, or an emoji under something (NIP-25). `emoji`: `+` for a like; a custom one has its picture beside it.
pub(crate) fn reaction(
    about: &Reference,
    relay: &str,
    (emoji, picture): (&str, Option<&str>),
    created_at: u64,
) -> Unsigned {
    let mut tags = about.about(relay);
    if let Some(picture) = picture {
        tags.push(tag(["emoji", emoji.trim_matches(':'), picture]));
    }
    Unsigned {
        created_at,
        kind: Kind::REACTION,
        tags,
        content: emoji.to_owned(),
    }
}

/// A boost (NIP-18): the boosted event is in it, so that nobody needs to look for it, unless its author wants to bring it alone
/// (NIP-70).
pub(crate) fn repost(boosted: &Event, relay: &str, created_at: u64) -> Unsigned {
    let kind = if boosted.kind == Kind::NOTE {
        Kind::REPOST
    } else {
        Kind::GENERIC_REPOST
    };
    let content = if boosted.is_protected() {
        String::new()
    } else {
        boosted.to_json()
    };
    Unsigned {
        created_at,
        kind,
        tags: Reference::of(boosted).about(relay),
        content,
    }
}

/// What takes events of one's own back (NIP-09).
pub(crate) fn deletion(events: &[Event], created_at: u64) -> Unsigned {
    let mut tags: Vec<Tag> = Vec::new();
    for event in events {
        let about = Reference::of(event);
        tags.push(tag(["e", &event.id.to_string()]));
        if let Some(address) = about.address {
            tags.push(tag(["a", &address.to_string()]));
        }
        tags.push(tag(["k", &event.kind.0.to_string()]));
    }
    Unsigned {
        created_at,
        kind: Kind::DELETION,
        tags,
        content: String::new(),
    }
}

/// What asks every relay to forget all that somebody signed (NIP-62).
pub(crate) fn vanish(created_at: u64) -> Unsigned {
    Unsigned {
        created_at,
        kind: Kind::VANISH,
        tags: vec![tag(["relay", "ALL_RELAYS"])],
        content: "The owner of this account has left.".to_owned(),
    }
}

/// What a deletion names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Deleted {
    /// Events.
    pub(crate) ids: Vec<EventId>,
    /// Everything under these addresses, until the moment of the deletion. Only those of its author.
    pub(crate) addresses: Vec<Address>,
}

/// The most that one deletion names.
const MAX_DELETED: usize = 1_000;

/// What a deletion names; addresses of others are left out (security row A20).
pub(crate) fn deleted(event: &Event) -> Deleted {
    let ids = event.values("e").filter_map(|id| id.parse().ok());
    let addresses = event.values("a").filter_map(|a| Address::parse(a).ok());
    Deleted {
        ids: ids.take(MAX_DELETED).collect(),
        addresses: addresses
            .filter(|address| address.author == event.pubkey)
            .take(MAX_DELETED)
            .collect(),
    }
}

impl Deleted {
    /// What each of it is called.
    pub(crate) fn names(&self) -> impl Iterator<Item = Named> {
        let ids = self.ids.iter().copied().map(Named::Id);
        ids.chain(self.addresses.iter().cloned().map(Named::Address))
    }
}

/// What a reaction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Felt {
    /// A like.
    Like,
    /// An emoji.
    Emoji(String),
    /// A dislike, which nobody is told of here.
    Dislike,
}

/// Reads what a reaction says. A custom emoji is a like: its picture is nobody's here.
pub(crate) fn felt(event: &Event) -> Felt {
    match event.content.trim() {
        "-" => Felt::Dislike,
        "" | "+" => Felt::Like,
        emoji if model::text::is_emoji(emoji) => Felt::Emoji(emoji.to_owned()),
        _ => Felt::Like,
    }
}
