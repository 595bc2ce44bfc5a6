//! Somebody or something is looked for, by a name of Nostr (NIP-19, NIP-21) or an address on the web (NIP-05).

use std::collections::HashMap;

use infra::fetch::{Accept, Fetch};
use model::PostId;
use nostr_proto::{Event, EventId, Kind, Name, PublicKey, names};
use serde::Deserialize;
use serde_json::{Value, json};
use social::Found;

use super::address::{Use, address};
use super::talk::Talk;
use crate::arriving::Brought;
use crate::error::Result;
use crate::{ID, Nostr};

/// How many relays are asked for one name.
const ASKED: usize = 4;
/// The longest answer of a web server, in bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// How many events tell who somebody is.
const TELLING: usize = 10;

/// Whether something that was typed or pasted is this network's to resolve.
pub(crate) fn owns(reference: &str) -> bool {
    let reference = reference.trim();
    Name::parse(reference).is_ok() || web_name(reference).is_some()
}

/// `name@domain` and `_@domain`, written so that it can mean nothing else: `nostr:name@domain`, or the name of a whole domain.
fn web_name(reference: &str) -> Option<(&str, &str)> {
    let bare = reference.strip_prefix(names::SCHEME);
    let (name, domain) = bare.unwrap_or(reference).split_once('@')?;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = !name.is_empty() && name.len() <= 64 && name.chars().all(is_letter);
    let is_domain = domain.contains('.')
        && domain.len() <= 253
        && domain
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    (is_name && is_domain && (bare.is_some() || name == "_")).then_some((name, domain))
}

/// What a web server says of names (NIP-05).
#[derive(Debug, Deserialize)]
struct NamesOfWeb {
    names: HashMap<String, String>,
    #[serde(default)]
    relays: HashMap<String, Vec<String>>,
}

impl Nostr {
    /// Who or what a reference names, asked for where it says that it is, where its author writes, and where everybody is
    /// listed.
    pub(crate) async fn find_far(&self, reference: &str) -> Result<Option<Found>> {
        let reference = reference.trim();
        if let Some((name, domain)) = web_name(reference) {
            return match self.ask_web(name, domain).await? {
                Some((key, relays)) => self.find_person(key, relays).await,
                None => Ok(None),
            };
        }
        match Name::parse(reference) {
            Ok(Name::Profile { key, relays }) => self.find_person(key, relays).await,
            Ok(Name::Event {
                id, relays, author, ..
            }) => self.find_event(id, author, relays).await,
            Ok(Name::Address { address, relays }) => {
                let filter = json!({
                    "authors": [address.author], "kinds": [address.kind], "#d": [address.d], "limit": 1,
                });
                let author = address.author;
                let wanted = address.clone();
                let fits = move |event: &Event| {
                    event.pubkey == wanted.author
                        && event.kind == wanted.kind
                        && event.address() == Some(wanted.d.as_str())
                };
                self.gather(&relays, Some(author), filter, 1, fits).await?;
                let kept = self
                    .social
                    .newest_event(author.0, address.kind.0, &address.d)
                    .await?;
                Ok(kept
                    .and_then(|kept| kept.subject)
                    .map(|id| Found::Post(PostId::from(id))))
            }
            Err(_no_name) => Ok(None),
        }
    }

    /// Somebody, by their key. Asks anew who they are when nobody here follows them yet.
    pub(crate) async fn find_person(
        &self,
        key: PublicKey,
        relays: Vec<String>,
    ) -> Result<Option<Found>> {
        let uri = names::uri_of_key(key);
        if let Some(known) = self.social.find_identity(ID, &uri).await? {
            return Ok(Some(Found::Account(known.account_id)));
        }
        let filter =
            json!({ "authors": [key], "kinds": [Kind::PROFILE, Kind::RELAYS], "limit": TELLING });
        let fits = move |event: &Event| {
            event.pubkey == key && [Kind::PROFILE, Kind::RELAYS].contains(&event.kind)
        };
        self.gather(&relays, Some(key), filter, TELLING, fits)
            .await?;
        let found = self.social.find_identity(ID, &uri).await?;
        Ok(found.map(|found| Found::Account(found.account_id)))
    }

    async fn find_event(
        &self,
        id: EventId,
        author: Option<PublicKey>,
        relays: Vec<String>,
    ) -> Result<Option<Found>> {
        if self.social.event(id.0).await?.is_none() {
            let filter = json!({ "ids": [id], "limit": 1 });
            let fits = move |event: &Event| event.id == id;
            self.gather(&relays, author, filter, 1, fits).await?;
        }
        let kept = self.social.event(id.0).await?;
        Ok(kept
            .and_then(|kept| kept.subject)
            .map(|id| Found::Post(PostId::from(id))))
    }

    /// Asks some relays, one after the other, until one has something; takes in what it has.
    async fn gather(
        &self,
        hints: &[String],
        author: Option<PublicKey>,
        filter: Value,
        most: usize,
        fits: impl Fn(&Event) -> bool,
    ) -> Result<()> {
        let mut hosts: Vec<String> = hints
            .iter()
            .filter_map(|hint| address(hint, self.social.is_development()))
            .take(ASKED - 1)
            .collect();
        if let Some(author) = author {
            hosts.extend(
                self.relays_of(author, Use::Write)
                    .await?
                    .into_iter()
                    .take(2),
            );
        }
        hosts.extend(self.config.indexes.iter().cloned());
        hosts.retain(|host| *host != self.config.relay_url);
        let mut asked: Vec<String> = Vec::new();
        for host in hosts {
            if asked.len() >= ASKED || asked.contains(&host) {
                continue;
            }
            let found = self.ask_one(&host, &filter, most, &fits).await;
            asked.push(host);
            let Ok(mut found) = found else { continue };
            if found.is_empty() {
                continue;
            }
            found.sort_by_key(|event| event.created_at);
            for event in found {
                self.take_in(event, Brought::FromRelay).await?;
            }
            break;
        }
        Ok(())
    }

    async fn ask_one(
        &self,
        host: &str,
        filter: &Value,
        most: usize,
        fits: &impl Fn(&Event) -> bool,
    ) -> Result<Vec<Event>> {
        let mut talk = Talk::open(&self.door, host).await?;
        talk.ask(std::slice::from_ref(filter), most, fits).await
    }

    /// Whose name it is at a domain, and where they are found. The server itself must say so: who is sent on is told nothing.
    async fn ask_web(&self, name: &str, domain: &str) -> Result<Option<(PublicKey, Vec<String>)>> {
        let scheme = if self.social.is_development() && domain.starts_with("127.") {
            "http"
        } else {
            "https"
        };
        let url = format!("{scheme}://{domain}/.well-known/nostr.json?name={name}");
        let mut fetch = Fetch::new(&url, Accept::Json);
        fetch.max_body = Some(MAX_ANSWER);
        let fetched = Box::pin(self.door.get(&fetch)).await?;
        if fetched.final_url.as_str() != url {
            return Ok(None);
        }
        let Ok(said) = serde_json::from_slice::<NamesOfWeb>(&fetched.body) else {
            return Ok(None);
        };
        let key: Option<PublicKey> = said.names.get(name).and_then(|key| key.parse().ok());
        Ok(key.map(|key| {
            let relays = said.relays.get(&key.to_string()).cloned();
            (key, relays.unwrap_or_default())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_mean_nothing_else_is_this_networks() {
        let npub = names::npub(PublicKey([7; 32]));
        let note = names::uri_of_event(EventId([7; 32]));
        for ours in [
            npub.as_str(),
            &format!("nostr:{npub}"),
            &note,
            "_@moot.example",
            "nostr:ada@moot.example",
        ] {
            assert!(owns(ours), "{ours}");
        }
        for theirs in [
            "ada@moot.example",
            "@ada@moot.example",
            "https://moot.example",
            "npub1",
            "_@localhost",
            "nostr:a/b@c.example",
            "moot.example",
            "",
        ] {
            assert!(!owns(theirs), "{theirs}");
        }
    }
}
