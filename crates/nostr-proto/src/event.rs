//! Events: everything that anybody says there
//! (<https://github.com/nostr-protocol/nips/blob/master/01.md#events-and-signatures>).

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::keys::{from_hex, hex_of};
use crate::{Class, Error, Keys, Kind, PublicKey, Result};

/// The longest event that is read, in bytes of JSON.
pub const MAX_BYTES: usize = 128 * 1024;
/// The most tags that an event may have: people with many follows have as many.
pub const MAX_TAGS: usize = 5_000;
/// The most values that one tag may have.
pub const MAX_VALUES: usize = 200;

/// The name of an event: the SHA-256 of what its author signed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub [u8; 32]);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EventId {
    type Err = Error;

    /// 64 lowercase hexadecimal digits.
    fn from_str(text: &str) -> Result<Self> {
        from_hex(text).map(Self).ok_or(Error::BadName)
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        hex_of(deserializer).map(Self)
    }
}

/// What somebody is about to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// When, in seconds since 1970.
    pub created_at: u64,
    /// What it is.
    pub kind: Kind,
    /// What it is about: lists of a name and its values.
    pub tags: Vec<Vec<String>>,
    /// The text.
    pub content: String,
}

impl Unsigned {
    /// The event, signed.
    pub fn sign(self, keys: &Keys) -> Event {
        let id = self.id(keys.public());
        Event {
            id,
            pubkey: keys.public(),
            created_at: self.created_at,
            kind: self.kind,
            sig: keys.sign(&id.0),
            tags: self.tags,
            content: self.content,
        }
    }

    /// What it would be called if this author signed it.
    pub fn id(&self, author: PublicKey) -> EventId {
        digest(
            author,
            self.created_at,
            self.kind,
            &self.tags,
            &self.content,
        )
    }
}

/// Something that somebody signed. What [`Event::parse`] returned is well formed, and no more: see [`Event::verify`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The hash of the rest.
    pub id: EventId,
    /// Its author.
    pub pubkey: PublicKey,
    /// When it says it was written, in seconds since 1970.
    pub created_at: u64,
    /// What it is.
    pub kind: Kind,
    /// What it is about: lists of a name and its values.
    pub tags: Vec<Vec<String>>,
    /// The text.
    pub content: String,
    /// The author's signature over the id.
    #[serde(serialize_with = "write_hex", deserialize_with = "hex_of")]
    pub sig: [u8; 64],
}

impl Event {
    /// Reads one, at most [`MAX_BYTES`] long. Other members than the seven are ignored; each of the seven must be there
    /// once.
    pub fn parse(json: &str) -> Result<Self> {
        if json.len() > MAX_BYTES {
            return Err(Error::Malformed("the event is too long"));
        }
        let event: Self =
            serde_json::from_str(json).or(Err(Error::Malformed("this is no event")))?;
        event.check_size()?;
        Ok(event)
    }

    /// That it has no more tags and values than anybody needs.
    pub fn check_size(&self) -> Result<()> {
        if self.tags.len() > MAX_TAGS {
            return Err(Error::Malformed("the event has too many tags"));
        }
        let is_possible = |tag: &Vec<String>| (1..=MAX_VALUES).contains(&tag.len());
        if self.tags.iter().all(is_possible) {
            Ok(())
        } else {
            Err(Error::Malformed("a tag of the event is empty or too long"))
        }
    }

    /// That the id is the hash of the rest, and the signature the author's.
    pub fn verify(&self) -> Result<()> {
        let id = digest(
            self.pubkey,
            self.created_at,
            self.kind,
            &self.tags,
            &self.content,
        );
        if id != self.id {
            return Err(Error::WrongId);
        }
        if self.pubkey.has_signed(&id.0, &self.sig) {
            Ok(())
        } else {
            Err(Error::WrongSignature)
        }
    }

    /// As it is sent: compact JSON.
    pub fn to_json(&self) -> String {
        // Serialising strings and numbers cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The tags of a name, as their values after the name.
    pub fn tags_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [String]> {
        self.tags
            .iter()
            .filter_map(|tag| tag.split_first())
            .filter(move |(first, _)| *first == name)
            .map(|(_, values)| values)
    }

    /// The first values of all tags of a name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.tags_named(name)
            .filter_map(|values| values.first())
            .map(String::as_str)
    }

    /// The first value of the first tag of a name.
    pub fn value<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// Under which name it replaces what its author said before: empty for replaceable kinds; `None` when nothing is
    /// replaced.
    pub fn address(&self) -> Option<&str> {
        match self.kind.class() {
            Class::Replaceable => Some(""),
            Class::Addressable => Some(self.value("d").unwrap_or_default()),
            Class::Regular | Class::Ephemeral => None,
        }
    }

    /// When nobody shall be given it any more, in seconds since 1970 (NIP-40).
    pub fn expires_at(&self) -> Option<u64> {
        self.value("expiration")?.parse().ok()
    }

    /// Only its author may bring it (NIP-70).
    pub fn is_protected(&self) -> bool {
        self.tags
            .iter()
            .any(|tag| tag.first().is_some_and(|name| name == "-"))
    }

    /// How many zero bits its id begins with: the work that was done for it (NIP-13).
    pub fn work(&self) -> u32 {
        let mut zeros = 0;
        for byte in self.id.0 {
            zeros += byte.leading_zeros();
            if byte != 0 {
                break;
            }
        }
        zeros
    }
}

/// The hash of what is signed. `serde_json` escapes as NIP-01 asks: the two characters and the control characters that
/// must be escaped, the short forms where there are some, and nothing else.
fn digest(
    author: PublicKey,
    created_at: u64,
    kind: Kind,
    tags: &[Vec<String>],
    content: &str,
) -> EventId {
    let mut hash = Sha256::new();
    // Serialising strings and numbers into a hash cannot fail.
    let _ = serde_json::to_writer(
        HashWriter(&mut hash),
        &(0, author, created_at, kind, tags, content),
    );
    EventId(hash.finalize().into())
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn write_hex<S: Serializer>(
    bytes: &[u8; 64],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&HEXLOWER.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(content: &str) -> Event {
        let keys = Keys::from_secret(&[7; 32]).unwrap();
        Unsigned {
            created_at: 1_700_000_000,
            kind: Kind::NOTE,
            tags: vec![vec!["t".to_owned(), "moot".to_owned()]],
            content: content.to_owned(),
        }
        .sign(&keys)
    }

    #[test]
    fn what_was_signed_verifies_after_a_journey() {
        let event = note("line\nbreak \"quote\" \\ \u{8}\u{c}\u{b}\u{7f} 🦬 \u{2028}");
        let again = Event::parse(&event.to_json()).unwrap();
        assert_eq!(again, event);
        again.verify().unwrap();
    }

    #[test]
    fn nothing_of_it_can_be_changed() {
        let event = note("as it was");
        let changed = Event {
            content: "as it was not".to_owned(),
            ..event.clone()
        };
        assert_eq!(changed.verify(), Err(Error::WrongId));
        let mut sig = event.sig;
        sig[10] ^= 1;
        assert_eq!(Event { sig, ..event }.verify(), Err(Error::WrongSignature));
    }

    #[test]
    fn the_signature_agrees_with_the_library() {
        let json = note("checked elsewhere").to_json();
        assert!(crate::library::agrees(&json));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        let good = note("x").to_json();
        for bad in [
            good.replace("\"kind\":1", "\"kind\":65536"),
            good.replace("\"kind\":1", "\"kind\":-1"),
            good.replace("\"created_at\":1700000000", "\"created_at\":1.7e9"),
            good.replace("\"created_at\":1700000000", "\"created_at\":\"1700000000\""),
            good.replace("[[\"t\"", "[[],[\"t\""),
            good.replace("{\"id\"", "{\"kind\":1,\"id\""),
            good.to_uppercase(),
        ] {
            assert!(Event::parse(&bad).is_err(), "{bad}");
        }
    }
}
