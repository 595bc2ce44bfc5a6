//! Lists that an author keeps: whom they follow (NIP-02), what they have pinned and muted (NIP-51), where they write and read
//! (NIP-65), where they take messages (NIP-17) and where their files are (BUD-03).
//!
//! Always true here: what stands in a list and is not ours to change stays, in its place.

use nostr_proto::{Event, Kind, PublicKey, Unsigned};

use super::reference::Reference;
use super::{Tag, tag};

/// What becomes of one entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// It is to be there.
    In,
    /// It is not.
    Out,
}

/// A list with some entries put in or taken out; `None` when it says so already. Tags are the same when the first two words are.
pub(crate) fn merged(
    standing: Option<&Event>,
    kind: Kind,
    changes: &[(Tag, Entry)],
    created_at: u64,
) -> Option<Unsigned> {
    let mut tags = standing.map(|event| event.tags.clone()).unwrap_or_default();
    let before = tags.clone();
    for (changed, entry) in changes {
        let is_it = |tag: &Tag| tag.first() == changed.first() && tag.get(1) == changed.get(1);
        match entry {
            Entry::In if tags.iter().any(is_it) => {}
            Entry::In => tags.push(changed.clone()),
            Entry::Out => tags.retain(|tag| !is_it(tag)),
        }
    }
    (tags != before).then(|| Unsigned {
        created_at: after(standing, created_at),
        kind,
        tags,
        content: standing
            .map(|event| event.content.clone())
            .unwrap_or_default(),
    })
}

/// A moment at which something takes the place of what stands.
pub(crate) fn after(standing: Option<&Event>, created_at: u64) -> u64 {
    let next = standing.map_or(0, |event| event.created_at.saturating_add(1));
    created_at.max(next)
}

/// Somebody in a list of people.
pub(crate) fn person(key: PublicKey) -> Tag {
    tag(["p", &key.to_string()])
}

/// A post in a list of posts.
pub(crate) fn post(post: &Reference) -> Tag {
    match &post.address {
        Some(address) => tag(["a", &address.to_string()]),
        None => tag(["e", &post.id.to_string()]),
    }
}

/// The lists that say where somebody here is found: written, read, sent to and fetched from this server. They are made where
/// there is none; one that an app wrote stays.
pub(crate) fn places(relay: &str, files: &str, created_at: u64) -> [Unsigned; 3] {
    let list = |kind, name: &str, place: &str| Unsigned {
        created_at,
        kind,
        tags: vec![tag([name, place])],
        content: String::new(),
    };
    [
        list(Kind::RELAYS, "r", relay),
        list(Kind::DIRECT_MESSAGE_RELAYS, "relay", relay),
        list(Kind::BLOSSOM_SERVERS, "server", files),
    ]
}

#[cfg(test)]
mod tests {
    use nostr_proto::Keys;

    use super::*;

    #[test]
    fn what_an_app_wrote_stays_in_a_list() {
        let keys = Keys::from_secret(&[3; 32]).unwrap();
        let (one, two) = (PublicKey([1; 32]), PublicKey([2; 32]));
        let petname = vec![
            "p".to_owned(),
            one.to_string(),
            "wss://a.example".to_owned(),
            "Zoë".to_owned(),
        ];
        let standing = Unsigned {
            created_at: 100,
            kind: Kind::FOLLOWS,
            tags: vec![petname.clone(), tag(["x", "of an app"])],
            content: "{\"relays\":1}".to_owned(),
        }
        .sign(&keys);
        let add = |key| [(person(key), Entry::In)];
        assert_eq!(merged(Some(&standing), Kind::FOLLOWS, &add(one), 50), None);
        let more = merged(Some(&standing), Kind::FOLLOWS, &add(two), 50).unwrap();
        assert_eq!(more.tags, [petname, tag(["x", "of an app"]), person(two)]);
        assert_eq!(
            (more.created_at, more.content.as_str()),
            (101, "{\"relays\":1}")
        );
        let out = [(person(one), Entry::Out)];
        let less = merged(Some(&standing), Kind::FOLLOWS, &out, 500).unwrap();
        assert_eq!((less.tags.len(), less.created_at), (1, 500));
    }
}
