//! Somebody or something is looked for where it says that it is, where its author writes, and where everybody is listed.

use std::time::Duration;

use nostr_proto::{Address, Event, EventId, Kind, PublicKey, names};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::address::{Use, address};
use super::talk::Talk;
use crate::arriving::Brought;
use crate::error::Result;
use crate::{ID, Nostr};

/// How many relays are asked for one name.
const ASKED: usize = 4;
/// The longest that all of them have: somebody waits.
const PATIENCE: Duration = Duration::from_secs(12);
/// What tells who somebody is.
const TELLING: [Kind; 2] = [Kind::PROFILE, Kind::RELAYS];

impl Nostr {
    /// Asks who somebody is and where they write, when nobody here has seen them yet.
    pub(crate) async fn look_for_person(&self, key: PublicKey, relays: &[String]) -> Result<()> {
        let uri = names::uri_of_key(key);
        if self.social.find_identity(ID, &uri).await?.is_some() {
            return Ok(());
        }
        let filter = json!({ "authors": [key], "kinds": TELLING, "limit": 10 });
        let fits = move |event: &Event| event.pubkey == key && TELLING.contains(&event.kind);
        self.gather(relays, Some(key), filter, 10, fits).await
    }

    /// Asks for an event that is not here.
    pub(crate) async fn look_for_event(
        &self,
        id: EventId,
        author: Option<PublicKey>,
        relays: &[String],
    ) -> Result<()> {
        if self.social.event(id.0).await?.is_some() {
            return Ok(());
        }
        let filter = json!({ "ids": [id], "limit": 1 });
        let fits = move |event: &Event| event.id == id;
        self.gather(relays, author, filter, 1, fits).await
    }

    /// Asks for what somebody says under a name now.
    pub(crate) async fn look_for_address(&self, wanted: &Address, relays: &[String]) -> Result<()> {
        let Address { kind, author, d } = wanted;
        if self
            .social
            .newest_event(author.0, kind.0, d)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let filter = json!({ "authors": [author], "kinds": [kind], "#d": [d], "limit": 1 });
        let fits = |event: &Event| {
            event.pubkey == *author && event.kind == *kind && event.address() == Some(d.as_str())
        };
        self.gather(relays, Some(*author), filter, 1, fits).await
    }

    /// Asks some relays until one has something; takes in what it has. That there was no time is no error.
    async fn gather(
        &self,
        hints: &[String],
        author: Option<PublicKey>,
        filter: Value,
        most: usize,
        fits: impl Fn(&Event) -> bool,
    ) -> Result<()> {
        let asked = Box::pin(self.gather_in_turn(hints, author, filter, most, fits));
        let late = |_elapsed| Ok(());
        timeout(PATIENCE, asked).await.unwrap_or_else(late)
    }

    async fn gather_in_turn(
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
}
