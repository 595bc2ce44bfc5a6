//! Names that people hand to each other: keys, events and addresses in Bech32 (NIP-19), and how they stand in texts
//! (NIP-21, NIP-27).
//!
//! Always true here:
//! - A name without relays has one form, so that it can be compared: [`npub`], [`note`], [`naddr`].
//! - A secret is never read by the way: [`parse_secret`] alone reads one.

#[cfg(test)]
mod tests;

use std::ops::Range;

use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};

use crate::{Error, EventId, Keys, Kind, PublicKey, Result};

/// The longest name that is read, in bytes: as much as the checksum is good for.
pub const MAX_LENGTH: usize = 1_023;
/// What stands before a name in a text, and in what is a URI.
pub const SCHEME: &str = "nostr:";
/// The most relays that are read of one name.
const MAX_RELAYS: usize = 10;
/// The longest address of a relay, in bytes: what one byte can count.
const MAX_PART: usize = 255;

/// The parts of a name that has several (NIP-19, "shareable identifiers with extra metadata").
const SPECIAL: u8 = 0;
const RELAY: u8 = 1;
const AUTHOR: u8 = 2;
const KIND: u8 = 3;

/// What a name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// Somebody.
    Profile {
        /// Their key.
        key: PublicKey,
        /// Where they may be found.
        relays: Vec<String>,
    },
    /// One event.
    Event {
        /// Its id.
        id: EventId,
        /// Where it may be found.
        relays: Vec<String>,
        /// Who is said to have written it.
        author: Option<PublicKey>,
        /// What it is said to be.
        kind: Option<Kind>,
    },
    /// What an author says now under a name of their own.
    Address {
        /// The address.
        address: Address,
        /// Where it may be found.
        relays: Vec<String>,
    },
}

/// Where what an author says under a name is found: `kind:author:d`, the value of a tag `a` (NIP-01).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The kind.
    pub kind: Kind,
    /// The author.
    pub author: PublicKey,
    /// The name; empty for kinds that have one event only.
    pub d: String,
}

impl Address {
    /// Reads the value of a tag `a`: `30023:<author in hexadecimal>:<name>`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = text.splitn(3, ':');
        let (Some(kind), Some(author)) = (parts.next(), parts.next()) else {
            return Err(Error::BadName);
        };
        Ok(Self {
            kind: Kind(kind.parse().or(Err(Error::BadName))?),
            author: author.parse()?,
            d: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.kind.0, self.author, self.d)
    }
}

impl Name {
    /// Reads a name, with or without `nostr:` before it. [`Error::BadName`] for what is none, for secrets, and for kinds of
    /// names that nobody uses.
    pub fn parse(text: &str) -> Result<Self> {
        let text = without_scheme(text);
        if text.len() > MAX_LENGTH {
            return Err(Error::BadName);
        }
        let checked = CheckedHrpstring::new::<Bech32>(text).or(Err(Error::BadName))?;
        let kind = checked.hrp().to_lowercase();
        let bytes: Vec<u8> = checked.byte_iter().collect();
        match kind.as_str() {
            "npub" => Ok(Self::Profile {
                key: PublicKey(whole(&bytes)?),
                relays: Vec::new(),
            }),
            "note" => Ok(Self::Event {
                id: EventId(whole(&bytes)?),
                relays: Vec::new(),
                author: None,
                kind: None,
            }),
            "nprofile" => Parts::read(&bytes)?.into_profile(),
            "nevent" => Parts::read(&bytes)?.into_event(),
            "naddr" => Parts::read(&bytes)?.into_address(),
            _ => Err(Error::BadName),
        }
    }

    /// The relays where it may be found.
    pub fn relays(&self) -> &[String] {
        match self {
            Self::Profile { relays, .. }
            | Self::Event { relays, .. }
            | Self::Address { relays, .. } => relays,
        }
    }

    /// The one URI of what it names: `nostr:` and a name without relays (NIP-21).
    pub fn uri(&self) -> String {
        match self {
            Self::Profile { key, .. } => uri_of_key(*key),
            Self::Event { id, .. } => uri_of_event(*id),
            Self::Address { address, .. } => uri_of_address(address),
        }
    }
}

/// `nostr:npub1…`: what an account is called in the core's words.
pub fn uri_of_key(key: PublicKey) -> String {
    format!("{SCHEME}{}", npub(key))
}

/// `nostr:note1…`: what an event is called in the core's words.
pub fn uri_of_event(id: EventId) -> String {
    format!("{SCHEME}{}", note(id))
}

/// `nostr:naddr1…`: what an addressable event is called in the core's words. Names longer than 255 bytes are cut: they have no
/// such URI, and whoever reads it finds nothing.
pub fn uri_of_address(address: &Address) -> String {
    format!("{SCHEME}{}", naddr(address, &[]))
}

/// `npub1…`: a key.
pub fn npub(key: PublicKey) -> String {
    encode("npub", &key.0)
}

/// `note1…`: an event.
pub fn note(id: EventId) -> String {
    encode("note", &id.0)
}

/// `nsec1…`: the secret of a key pair. Only for its owner, who asked for it.
pub fn nsec(keys: &Keys) -> String {
    encode("nsec", &keys.secret())
}

/// Reads a secret that its owner brings: `nsec1…`, or 64 hexadecimal digits. [`Error::BadKey`] for anything else.
pub fn parse_secret(text: &str) -> Result<Keys> {
    let text = text.trim();
    if let Some(secret) = crate::keys::from_hex(text) {
        return Keys::from_secret(&secret);
    }
    if text.len() > MAX_LENGTH {
        return Err(Error::BadKey);
    }
    let checked = CheckedHrpstring::new::<Bech32>(text).or(Err(Error::BadKey))?;
    if checked.hrp().to_lowercase() != "nsec" {
        return Err(Error::BadKey);
    }
    let bytes: Vec<u8> = checked.byte_iter().collect();
    Keys::from_secret(&whole(&bytes).or(Err(Error::BadKey))?)
}

/// Reads a public key that somebody brings: `npub1…`, `nprofile1…`, or 64 hexadecimal digits.
pub fn parse_key(text: &str) -> Result<PublicKey> {
    let text = text.trim();
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    match Name::parse(text) {
        Ok(Name::Profile { key, .. }) => Ok(key),
        _ => Err(Error::BadKey),
    }
}

/// `nprofile1…`: a key, and where whoever has it is found.
pub fn nprofile(key: PublicKey, relays: &[&str]) -> String {
    let mut bytes = Vec::new();
    push(&mut bytes, SPECIAL, &key.0);
    push_relays(&mut bytes, relays);
    encode("nprofile", &bytes)
}

/// `nevent1…`: an event, who wrote it and where it is found.
pub fn nevent(id: EventId, author: PublicKey, kind: Kind, relays: &[&str]) -> String {
    let mut bytes = Vec::new();
    push(&mut bytes, SPECIAL, &id.0);
    push_relays(&mut bytes, relays);
    push(&mut bytes, AUTHOR, &author.0);
    push(&mut bytes, KIND, &u32::from(kind.0).to_be_bytes());
    encode("nevent", &bytes)
}

/// `naddr1…`: an address, and where what is there is found.
pub fn naddr(address: &Address, relays: &[&str]) -> String {
    let mut bytes = Vec::new();
    push(&mut bytes, SPECIAL, address.d.as_bytes());
    push_relays(&mut bytes, relays);
    push(&mut bytes, AUTHOR, &address.author.0);
    push(&mut bytes, KIND, &u32::from(address.kind.0).to_be_bytes());
    encode("naddr", &bytes)
}

/// The names in a text, written as NIP-27 asks (`nostr:npub1…`), where they stand; at most `most`. Those that cannot be read
/// are left out.
pub fn find_names(text: &str, most: usize) -> Vec<(Range<usize>, Name)> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices(SCHEME) {
        if found.len() >= most {
            break;
        }
        let rest = text.get(start + SCHEME.len()..).unwrap_or_default();
        let length = rest
            .bytes()
            .take(MAX_LENGTH)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = rest.get(..length).unwrap_or_default();
        if let Ok(name) = Name::parse(name) {
            found.push((start..start + SCHEME.len() + length, name));
        }
    }
    found
}

/// A name without `nostr:`.
fn without_scheme(text: &str) -> &str {
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => rest,
        _ => text,
    }
}

fn whole(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().or(Err(Error::BadName))
}

/// What has several parts, read.
#[derive(Default)]
struct Parts {
    special: Option<Vec<u8>>,
    relays: Vec<String>,
    author: Option<PublicKey>,
    kind: Option<Kind>,
}

impl Parts {
    /// Parts that nobody knows are left out, as NIP-19 asks.
    fn read(mut bytes: &[u8]) -> Result<Self> {
        let mut parts = Self::default();
        while let [kind, length, rest @ ..] = bytes {
            let split = rest.split_at_checked(usize::from(*length));
            let (value, rest) = split.ok_or(Error::BadName)?;
            parts.take(*kind, value);
            bytes = rest;
        }
        if bytes.is_empty() {
            Ok(parts)
        } else {
            Err(Error::BadName)
        }
    }

    fn take(&mut self, kind: u8, value: &[u8]) {
        match kind {
            SPECIAL if self.special.is_none() => self.special = Some(value.to_vec()),
            RELAY if self.relays.len() < MAX_RELAYS => {
                let relay = std::str::from_utf8(value).ok();
                self.relays.extend(relay.map(str::to_owned));
            }
            AUTHOR if self.author.is_none() => self.author = PublicKey::from_slice(value).ok(),
            KIND if self.kind.is_none() => {
                let number = value.try_into().ok().map(u32::from_be_bytes);
                self.kind = number.and_then(|n| u16::try_from(n).ok()).map(Kind);
            }
            _ => {}
        }
    }

    fn id(&self) -> Result<[u8; 32]> {
        whole(self.special.as_deref().unwrap_or_default())
    }

    fn into_profile(self) -> Result<Name> {
        Ok(Name::Profile {
            key: PublicKey(self.id()?),
            relays: self.relays,
        })
    }

    fn into_event(self) -> Result<Name> {
        Ok(Name::Event {
            id: EventId(self.id()?),
            relays: self.relays,
            author: self.author,
            kind: self.kind,
        })
    }

    fn into_address(self) -> Result<Name> {
        let d = String::from_utf8(self.special.ok_or(Error::BadName)?);
        Ok(Name::Address {
            address: Address {
                kind: self.kind.ok_or(Error::BadName)?,
                author: self.author.ok_or(Error::BadName)?,
                d: d.or(Err(Error::BadName))?,
            },
            relays: self.relays,
        })
    }
}

fn push_relays(bytes: &mut Vec<u8>, relays: &[&str]) {
    // What is longer could not be counted, and a few are enough to find it.
    let relays = relays.iter().filter(|relay| relay.len() <= MAX_PART);
    for relay in relays.take(2) {
        push(bytes, RELAY, relay.as_bytes());
    }
}

fn push(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    let value = value.get(..MAX_PART).unwrap_or(value);
    bytes.push(kind);
    bytes.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(value);
}

/// What is encoded here is always short enough: at most two relays and four parts of 255 bytes.
fn encode(kind: &'static str, bytes: &[u8]) -> String {
    let kind = Hrp::parse_unchecked(kind);
    bech32::encode_lower::<Bech32>(kind, bytes).unwrap_or_default()
}
