//! How events name other events: what is answered (NIP-10, NIP-22), quoted and liked.

use nostr_proto::{Address, Event, EventId, Kind, PublicKey};

use super::{Tag, tag};

/// An event that another one is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Its id.
    pub(crate) id: EventId,
    /// Who signed it.
    pub(crate) author: PublicKey,
    /// What it is.
    pub(crate) kind: Kind,
    /// Where its newest form is found, if it has several.
    pub(crate) address: Option<Address>,
    /// What an answer to it says of the beginning of its thread.
    thread: Vec<Tag>,
}

impl Reference {
    /// What others say of an event when they name it.
    pub(crate) fn of(event: &Event) -> Self {
        let address = event.address().map(|d| Address {
            kind: event.kind,
            author: event.pubkey,
            d: d.to_owned(),
        });
        let mut reference = Self {
            id: event.id,
            author: event.pubkey,
            kind: event.kind,
            address,
            thread: Vec::new(),
        };
        reference.thread = reference.thread_of(event);
        reference
    }

    fn thread_of(&self, event: &Event) -> Vec<Tag> {
        match self.kind {
            Kind::NOTE => {
                let root = Answered::of(event).and_then(|answered| answered.root);
                let (id, author) = root.unwrap_or((self.id, Some(self.author)));
                let author = author.map(|key| key.to_string()).unwrap_or_default();
                vec![tag(["e", &id.to_string(), "", "root", &author])]
            }
            Kind::COMMENT => {
                let is_scope = |tag: &&Tag| {
                    let name = tag.first().map(String::as_str);
                    matches!(name, Some("A" | "E" | "I" | "K" | "P"))
                };
                event.tags.iter().filter(is_scope).cloned().collect()
            }
            _ => self.scope(["A", "E", "K", "P"]),
        }
    }

    /// It in the tags of a comment (NIP-22): upper case for the beginning of a thread, lower case for what is answered.
    fn scope(&self, [a, e, k, p]: [&str; 4]) -> Vec<Tag> {
        let author = self.author.to_string();
        let address = self.address.as_ref();
        let mut tags: Vec<Tag> = Vec::new();
        tags.extend(address.map(|address| tag([a, &address.to_string(), "", &author])));
        tags.push(tag([e, &self.id.to_string(), "", &author]));
        tags.push(tag([k, &self.kind.0.to_string()]));
        tags.push(tag([p, &author]));
        tags
    }

    /// The kind of an answer to it, and what the answer says of it. Short posts answer short posts alone.
    pub(crate) fn answer(&self) -> (Kind, Vec<Tag>) {
        if self.kind != Kind::NOTE {
            let mut tags = self.thread.clone();
            tags.extend(self.scope(["a", "e", "k", "p"]));
            return (Kind::COMMENT, tags);
        }
        let (id, author) = (self.id.to_string(), self.author.to_string());
        let mut tags = self.thread.clone();
        let is_root = tags.iter().any(|tag| tag.get(1) == Some(&id));
        if !is_root {
            tags.push(tag(["e", &id, "", "reply", &author]));
        }
        tags.push(tag(["p", &author]));
        (Kind::NOTE, tags)
    }

    /// It in the tags of a like, a boost, a pin: `e`, `a` where it has an address, `k`, `p`.
    pub(crate) fn about(&self, relay: &str) -> Vec<Tag> {
        let author = self.author.to_string();
        let mut tags = vec![tag(["e", &self.id.to_string(), relay, &author])];
        if let Some(address) = &self.address {
            tags.push(tag(["a", &address.to_string(), relay, &author]));
        }
        tags.push(tag(["k", &self.kind.0.to_string()]));
        tags.push(tag(["p", &author]));
        tags
    }

    /// What the core calls it.
    pub(crate) fn uri(&self) -> String {
        match &self.address {
            Some(address) => nostr_proto::names::uri_of_address(address),
            None => nostr_proto::names::uri_of_event(self.id),
        }
    }
}

/// What the core calls the post that an event is.
pub(crate) fn uri_of(event: &Event) -> String {
    Reference::of(event).uri()
}

/// How an event names another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// By its id.
    Id(EventId),
    /// By where its newest form is found.
    Address(Address),
}

impl Named {
    /// What the core calls it.
    pub(crate) fn uri(&self) -> String {
        match self {
            Self::Id(id) => nostr_proto::names::uri_of_event(*id),
            Self::Address(address) => nostr_proto::names::uri_of_address(address),
        }
    }
}

/// What an event answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    /// What it answers.
    pub(crate) parent: Named,
    /// The beginning of the thread of a short post, and its author as far as that is said.
    pub(crate) root: Option<(EventId, Option<PublicKey>)>,
}

impl Answered {
    /// Reads what an event answers; `None` for nothing. Tags `e` without a word of what they are, as they were written once,
    /// are read by their place: the first is the beginning, the last is what is answered (NIP-10).
    pub(crate) fn of(event: &Event) -> Option<Self> {
        if event.kind == Kind::COMMENT {
            return comment_parent(event).map(|parent| Self { parent, root: None });
        }
        let mut marked = (None, None);
        let mut plain = Vec::new();
        for values in event.tags_named("e") {
            let Some(id) = values.first().and_then(|id| id.parse::<EventId>().ok()) else {
                continue;
            };
            let author = values.get(3).and_then(|key| key.parse().ok());
            match values.get(2).map(String::as_str) {
                Some("root") => marked.0 = Some((id, author)),
                Some("reply") => marked.1 = Some(id),
                Some("mention") => {}
                _ => plain.push(id),
            }
        }
        let (root, parent) = match marked {
            (None, None) => {
                let root = plain.first().map(|id| (*id, None));
                (root, *plain.last()?)
            }
            (root, reply) => {
                let parent = reply.or(root.map(|(id, _)| id))?;
                (root, parent)
            }
        };
        Some(Self {
            parent: Named::Id(parent),
            root,
        })
    }
}

fn comment_parent(event: &Event) -> Option<Named> {
    let address = event.value("a").and_then(|a| Address::parse(a).ok());
    let id = event.value("e").and_then(|id| id.parse().ok());
    address.map(Named::Address).or(id.map(Named::Id))
}

/// The last of what an event is about: what a like likes (NIP-25), what a boost repeats (NIP-18).
pub(crate) fn subject(event: &Event) -> Option<Named> {
    let id = event.values("e").last().and_then(|id| id.parse().ok());
    let address = event.values("a").last();
    let address = address.and_then(|a| Address::parse(a).ok());
    address.map(Named::Address).or(id.map(Named::Id))
}

/// What an event quotes (NIP-18): an id or an address.
pub(crate) fn quoted(event: &Event) -> Option<Named> {
    let quoted = event.value("q")?;
    let id = quoted.parse().ok().map(Named::Id);
    id.or_else(|| Address::parse(quoted).ok().map(Named::Address))
}

/// The people whom an event names, each once, at most `most`.
pub(crate) fn people(event: &Event, most: usize) -> Vec<PublicKey> {
    let mut found: Vec<PublicKey> = Vec::new();
    for key in event.values("p").filter_map(|key| key.parse().ok()) {
        if found.len() >= most {
            break;
        }
        if !found.contains(&key) {
            found.push(key);
        }
    }
    found
}
