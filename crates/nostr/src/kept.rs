//! Events on their way into the core and out of it again.

use model::AccountId;
use nostr_proto::{Class, Event, EventId, Kind, Unsigned};
use social::event::{Deletion, KeepEvent, Kept, KeptEvent, SignedEvent};

use crate::Nostr;
use crate::error::Result;
use crate::keys::Signer;
use crate::map::deed;
use crate::map::reference::{Named, people};

/// The most readers of one event.
const MAX_READERS: usize = 50;
/// The longest name of a tag that is looked for: one letter.
const ONE_LETTER: usize = 1;

impl Nostr {
    /// Signs something for a member and keeps it. `subject`: what it is here.
    pub(crate) async fn say(
        &self,
        signer: &Signer,
        unsigned: Unsigned,
        subject: Option<i64>,
    ) -> Result<Event> {
        let event = unsigned.sign(&signer.keys);
        let keep = KeepEvent {
            subject,
            account: Some(signer.account),
            ..keeping(&event)
        };
        self.social.keep_event(keep).await?;
        Ok(event)
    }

    /// Keeps an event of somebody else.
    pub(crate) async fn keep(&self, event: &Event, account: Option<AccountId>) -> Result<Kept> {
        let keep = KeepEvent {
            account,
            ..keeping(event)
        };
        Ok(self.social.keep_event(keep).await?)
    }

    /// An event by how others name it.
    pub(crate) async fn named(&self, named: &Named) -> Result<Option<KeptEvent>> {
        Ok(match named {
            Named::Id(id) => self.social.event(id.0).await?,
            Named::Address(address) => {
                let (author, kind) = (address.author.0, address.kind.0);
                self.social.newest_event(author, kind, &address.d).await?
            }
        })
    }

    /// What an author says now of a kind that is said once.
    pub(crate) async fn standing(&self, author: [u8; 32], kind: Kind) -> Result<Option<Event>> {
        let kept = self.social.newest_event(author, kind.0, "").await?;
        Ok(kept.as_ref().and_then(read))
    }
}

/// An event that was kept. What cannot be read any more is none.
pub(crate) fn read(kept: &KeptEvent) -> Option<Event> {
    Event::parse(&kept.body).ok()
}

/// How an event is kept, with what it takes back.
pub(crate) fn keeping(event: &Event) -> KeepEvent {
    let created_at = i64::try_from(event.created_at).unwrap_or(i64::MAX);
    let deletes = if event.kind == Kind::DELETION {
        let deleted = deed::deleted(event);
        let ids = deleted.ids.iter().map(|EventId(id)| Deletion::Id(*id));
        let addresses = deleted.addresses.iter().map(|address| Deletion::Address {
            kind: address.kind.0,
            d: address.d.clone(),
            until: created_at,
        });
        ids.chain(addresses).collect()
    } else {
        Vec::new()
    };
    KeepEvent {
        event: signed(event),
        account: None,
        subject: None,
        posts: Vec::new(),
        deletes,
        vanishes_until: (event.kind == Kind::VANISH).then_some(created_at),
    }
}

/// An event as the core keeps it.
pub(crate) fn signed(event: &Event) -> SignedEvent {
    let tags = event.tags.iter().filter_map(|tag| {
        let (name, value) = (tag.first()?, tag.get(1)?);
        let letter = name.chars().next().filter(|c| c.is_ascii_alphabetic())?;
        (name.len() == ONE_LETTER).then(|| (letter, value.clone()))
    });
    SignedEvent {
        id: event.id.0,
        author: event.pubkey.0,
        kind: event.kind.0,
        created_at: i64::try_from(event.created_at).unwrap_or(i64::MAX),
        body: event.to_json(),
        tags: tags.collect(),
        address: event.address().map(str::to_owned),
        expires_at: event
            .expires_at()
            .map(|at| i64::try_from(at).unwrap_or(i64::MAX)),
        words: words(event),
        readers: readers(event),
    }
}

/// What an event is found by: the texts of posts and profiles.
fn words(event: &Event) -> String {
    if crate::map::remote::is_post(event.kind) {
        let title = event.value("title").unwrap_or_default();
        return format!("{title} {}", event.content);
    }
    if event.kind == Kind::PROFILE {
        let said = crate::map::profile::written(event);
        return format!("{} {} {}", said.name, said.display_name, said.about);
    }
    String::new()
}

/// Who alone may be given an event: those whom a wrapped message is for, and of other private kinds also its author.
fn readers(event: &Event) -> Vec<[u8; 32]> {
    let is_wrapped = [Kind::GIFT_WRAP, Kind::SEAL, Kind::DIRECT_MESSAGE].contains(&event.kind);
    // NIP-04, which is read no more, and must not be shown to others either.
    let is_old_message = event.kind == Kind(4);
    if !is_wrapped && !is_old_message {
        return Vec::new();
    }
    let named = people(event, MAX_READERS).into_iter().map(|key| key.0);
    let mut readers: Vec<[u8; 32]> = named.collect();
    readers.push(event.pubkey.0);
    readers
}

/// Whether events of a kind are kept at all.
pub(crate) fn is_kept(kind: Kind) -> bool {
    kind.class() != Class::Ephemeral
}
