//! From what somebody typed — a key, a name, the page of something there — to an account or a post.

use model::Acct;
use nostr_proto::Name;

use social::Found;

use crate::Nostr;
use crate::error::Result;
use crate::map::reference::Named;

/// What a reference may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A key, an event or an address.
    Name(Name),
    /// A name that a server gives.
    Acct(Acct),
}

impl Reference {
    /// Reads what could be of this network: `npub1…`, `nostr:…`, the page of one of these, `name@server`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let last = match text.strip_prefix("https://") {
            Some(page) => page.rsplit('/').next().unwrap_or_default(),
            None => text.trim_start_matches('@'),
        };
        if let Ok(name) = Name::parse(last) {
            return Some(Self::Name(name));
        }
        let acct = Acct::parse(text).filter(|acct| acct.domain.is_some())?;
        Some(Self::Acct(acct))
    }
}

impl Nostr {
    /// What is behind a reference, asked for on relays when it is not here.
    pub(crate) async fn find(&self, text: &str) -> Result<Option<Found>> {
        let named = match Reference::parse(text) {
            None => return Ok(None),
            Some(Reference::Name(Name::Profile { key, relays })) => {
                self.look_for_person(key, &relays).await?;
                let account = self.ensure_account(key).await?;
                return Ok(Some(Found::Account(account)));
            }
            Some(Reference::Acct(acct)) => {
                let Some(key) = self.key_behind(&acct).await.ok().flatten() else {
                    return Ok(None);
                };
                self.look_for_person(key, &[]).await?;
                let account = self.ensure_account(key).await?;
                return Ok(Some(Found::Account(account)));
            }
            Some(Reference::Name(Name::Event {
                id, relays, author, ..
            })) => {
                self.look_for_event(id, author, &relays).await?;
                Named::Id(id)
            }
            Some(Reference::Name(Name::Address { address, relays })) => {
                self.look_for_address(&address, &relays).await?;
                Named::Address(address)
            }
        };
        Ok(self.post_of(&named).await?.map(Found::Post))
    }
}

/// Whether a text could stand for somebody or something of this network.
pub(crate) fn is_reference(text: &str) -> bool {
    Reference::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_pages_and_names_are_references() {
        let npub = nostr_proto::names::npub(nostr_proto::PublicKey([1; 32]));
        for text in [
            npub.clone(),
            format!("nostr:{npub}"),
            format!("@{npub}"),
            format!("https://njump.me/{npub}"),
            "@zoe@far.example".to_owned(),
        ] {
            assert!(is_reference(&text), "{text}");
        }
        for text in ["zoe", "https://far.example/@zoe", "npub1abc", "#moot"] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
