//! Events on their way into the core, and to those who listen.

use model::AccountId;
use nostr_proto::{Class, Event, EventId, Kind, PublicKey};
use social::event::{Deletion, KeepEvent, Kept, SignedEvent};

use crate::Nostr;
use crate::error::Result;

/// Direct messages of an older kind, which show who writes to whom (NIP-04).
const OLD_DIRECT_MESSAGE: Kind = Kind(4);
/// Gift wraps that are not kept, and those of groups.
const EPHEMERAL_WRAP: Kind = Kind(21_059);
/// The most tags that events are found by.
const MOST_TAGS: usize = 2_000;
/// The longest text of an event whose words are found.
const MOST_WORDS: usize = 20_000;

/// The keys of those who alone may be given an event; empty: it is for everyone. Who gets messages is told to nobody else
/// (NIP-17, NIP-59).
pub(crate) fn readers(event: &Event) -> Vec<PublicKey> {
    let named = || event.values("p").filter_map(|key| key.parse().ok());
    match event.kind {
        Kind::GIFT_WRAP | EPHEMERAL_WRAP => {
            let readers: Vec<PublicKey> = named().collect();
            // Whoever wraps for nobody wraps for nobody.
            if readers.is_empty() {
                vec![event.pubkey]
            } else {
                readers
            }
        }
        OLD_DIRECT_MESSAGE | Kind::SEAL | Kind::DIRECT_MESSAGE => {
            named().chain([event.pubkey]).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether events of a kind are kept for readers of their own.
pub(crate) fn is_message(kind: Kind) -> bool {
    matches!(kind, Kind::GIFT_WRAP | OLD_DIRECT_MESSAGE)
}

/// An event in the core's words.
pub(crate) fn signed(event: &Event) -> SignedEvent {
    let readers = readers(event);
    SignedEvent {
        id: event.id.0,
        author: event.pubkey.0,
        kind: event.kind.0,
        created_at: seconds(event.created_at),
        body: event.to_json(),
        tags: tags(event),
        address: event.address().map(str::to_owned),
        expires_at: event.expires_at().map(seconds),
        words: words(event),
        readers: readers.iter().map(|reader| reader.0).collect(),
    }
}

/// The same with nothing that it makes here, takes back what it says that it takes back.
pub(crate) fn kept_alone(event: &Event) -> KeepEvent {
    KeepEvent {
        event: signed(event),
        account: None,
        subject: None,
        posts: Vec::new(),
        deletes: deletes(event),
        vanishes_until: (event.kind == Kind::VANISH).then(|| seconds(event.created_at)),
    }
}

/// What an event takes back of its author's (NIP-09).
pub(crate) fn deletes(event: &Event) -> Vec<Deletion> {
    if event.kind != Kind::DELETION {
        return Vec::new();
    }
    let ids = event
        .values("e")
        .filter_map(|id| id.parse::<EventId>().ok());
    let ids = ids.map(|id| Deletion::Id(id.0));
    let addresses = event.values("a").filter_map(|address| {
        let mut parts = address.splitn(3, ':');
        let kind: u16 = parts.next()?.parse().ok()?;
        let author: PublicKey = parts.next()?.parse().ok()?;
        let is_address = matches!(Kind(kind).class(), Class::Addressable | Class::Replaceable);
        (is_address && author == event.pubkey).then(|| Deletion::Address {
            kind,
            d: parts.next().unwrap_or_default().to_owned(),
            until: seconds(event.created_at),
        })
    });
    ids.chain(addresses).take(MOST_TAGS).collect()
}

fn tags(event: &Event) -> Vec<(char, String)> {
    let tags = event.tags.iter().filter_map(|tag| {
        let [name, value, ..] = tag.as_slice() else {
            return None;
        };
        let mut letters = name.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        letters.next().is_none().then(|| (letter, value.clone()))
    });
    tags.take(MOST_TAGS).collect()
}

/// What search finds an event by: the text of what people write and of what they say of themselves.
fn words(event: &Event) -> String {
    let is_text = matches!(
        event.kind,
        Kind::PROFILE | Kind::NOTE | Kind::PICTURE | Kind::POLL | Kind::COMMENT | Kind::ARTICLE
    );
    if !is_text {
        return String::new();
    }
    let told = ["title", "summary", "subject"].map(|name| event.value(name).unwrap_or_default());
    let text = format!("{} {}", told.join(" "), event.content);
    text.chars().take(MOST_WORDS).collect()
}

/// Seconds as the database has them; what no clock could have said is the end of time.
fn seconds(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

impl Nostr {
    /// Keeps an event, and tells those who listen if it is new.
    pub(crate) async fn keep(&self, event: &Event, keep: KeepEvent) -> Result<Kept> {
        let kept = self.social.keep_event(keep).await?;
        if kept == Kept::New {
            self.hub.tell(event);
        }
        Ok(kept)
    }

    /// Keeps events of members that are nothing else here, in one transaction, and tells those who listen of what is new.
    pub(crate) async fn keep_all(&self, events: &[(Event, AccountId)]) -> Result<Vec<Kept>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let keep = events.iter().map(|(event, account)| KeepEvent {
            account: Some(*account),
            ..kept_alone(event)
        });
        let kept = self.social.keep_events(keep.collect()).await?;
        for ((event, _), kept) in events.iter().zip(&kept) {
            if *kept == Kept::New {
                self.hub.tell(event);
            }
        }
        Ok(kept)
    }
}
