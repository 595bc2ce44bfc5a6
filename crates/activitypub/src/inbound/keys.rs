//! Public keys of other servers' actors: kept, refetched once when they do not fit, and never believed without their
//! owner listing them.

use std::sync::Arc;
use std::time::Duration;

use ap_proto::Refusal;
use ap_proto::actor::Actor;
use ap_proto::document::Document;
use ap_proto::key::PublicKey;
use ap_proto::origin::{Origin, key_document_url, same_origin};
use model::Time;
use quick_cache::sync::Cache;

use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::account::ActorNotes;

/// How many keys are kept in memory (security row B12).
const IN_MEMORY: usize = 10_000;
/// How long a key is kept before its actor is asked again.
const FRESH: Duration = Duration::from_hours(12);
/// How long a key that could not be got is not asked for again.
const REFUSED_FOR: Duration = Duration::from_mins(1);
/// How often the same key is fetched again because a signature did not fit it.
const REFETCH_ONCE_IN: Duration = Duration::from_mins(1);

/// A key and the actor that lists it as its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnedKey {
    /// The actor's id.
    pub(crate) owner: String,
    /// The key.
    pub(crate) key: PublicKey,
}

/// A key that was found, and whether asking its actor may give a newer one.
pub(crate) enum FoundKey {
    /// From memory or from the database.
    Kept(Arc<OwnedKey>),
    /// Fetched just now.
    Fresh(Arc<OwnedKey>),
}

/// The keys lately used, and those that could not be got.
pub(crate) struct KeyRing {
    keys: Cache<String, (Time, Arc<OwnedKey>)>,
    /// When a key could not be got, and whether it may be there later.
    refused: Cache<String, (Time, bool)>,
    refetched: Cache<String, Time>,
}

impl KeyRing {
    pub(crate) fn new() -> Self {
        Self {
            keys: Cache::new(IN_MEMORY),
            refused: Cache::new(IN_MEMORY),
            refetched: Cache::new(IN_MEMORY),
        }
    }
}

fn is_within(cache: &Cache<String, Time>, key: &str, now: Time, span: Duration) -> bool {
    cache.get(key).is_some_and(|at| now.since(at) < span)
}

impl ActivityPub {
    /// The key of an id, from memory, from what we know of its actor, or from its server.
    pub(crate) async fn key(&self, key_id: &str) -> Result<FoundKey> {
        let now = self.social.now();
        if let Some((at, key)) = self.keys.keys.get(key_id)
            && now.since(at) < FRESH
        {
            return Ok(FoundKey::Kept(key));
        }
        if let Some(key) = self.kept_key(key_id).await? {
            return Ok(FoundKey::Kept(self.keep_key(key_id, key)));
        }
        self.fetch_key(key_id).await.map(FoundKey::Fresh)
    }

    /// A key that did not fit, fetched again: it may have been changed (gotcha 10). `None` when that was tried a
    /// moment ago.
    pub(crate) async fn refetch_key(&self, key_id: &str) -> Result<Option<Arc<OwnedKey>>> {
        let now = self.social.now();
        if is_within(&self.keys.refetched, key_id, now, REFETCH_ONCE_IN) {
            return Ok(None);
        }
        self.keys.refetched.insert(key_id.to_owned(), now);
        self.fetch_key(key_id).await.map(Some)
    }

    /// A key our own record of its actor lists.
    async fn kept_key(&self, key_id: &str) -> Result<Option<OwnedKey>> {
        for owner in possible_owners(key_id) {
            let Some(identity) = self.known(owner).await? else {
                continue;
            };
            if identity.is_local {
                continue;
            }
            if let Some(key) = ActorNotes::read(&identity.document).key(key_id, owner) {
                return Ok(Some(OwnedKey {
                    owner: owner.to_owned(),
                    key,
                }));
            }
        }
        Ok(None)
    }

    async fn fetch_key(&self, key_id: &str) -> Result<Arc<OwnedKey>> {
        let now = self.social.now();
        if let Some((at, is_passing)) = self.keys.refused.get(key_id)
            && now.since(at) < REFUSED_FOR
        {
            return Err(refused_a_moment_ago(key_id, is_passing));
        }
        self.spend(&self.key_fetches, key_id)?;
        match Box::pin(self.fetch_owned_key(key_id)).await {
            Ok(key) => Ok(self.keep_key(key_id, key)),
            Err(error) => {
                let is_passing = matches!(&error, Error::Fetch(fetch) if fetch.is_retryable());
                self.keys
                    .refused
                    .insert(key_id.to_owned(), (now, is_passing));
                Err(error)
            }
        }
    }

    /// Fetches the document of a key. It is the actor, or a key that names an actor, which must list it; always on
    /// the origin of the key's id (security row A3).
    async fn fetch_owned_key(&self, key_id: &str) -> Result<OwnedKey> {
        let url = key_document_url(key_id).ok_or(Refusal::KeyOwnerMismatch)?;
        let actor = match self.fetch_document(url).await? {
            Document::Actor(actor) => Arc::new(*actor),
            Document::Key(key) if key.id == key_id && same_origin(&key.owner, key_id) => {
                self.refetch_actor(&key.owner).await?
            }
            _ => return Err(Refusal::KeyOwnerMismatch.into()),
        };
        self.keep_actor(&actor);
        let key = actor.key(key_id)?.key.clone();
        self.note_new_keys(&actor).await?;
        Ok(OwnedKey {
            owner: actor.id.clone(),
            key,
        })
    }

    /// Keeps the new keys of an actor we know.
    async fn note_new_keys(&self, actor: &Actor) -> Result<()> {
        if self.known(&actor.id).await?.is_some() {
            self.learn_actor(actor).await?;
        }
        Ok(())
    }

    fn keep_key(&self, key_id: &str, key: OwnedKey) -> Arc<OwnedKey> {
        let key = Arc::new(key);
        let entry = (self.social.now(), Arc::clone(&key));
        self.keys.keys.insert(key_id.to_owned(), entry);
        key
    }
}

/// The answer for a key that could not be got lately: the same as then.
fn refused_a_moment_ago(key_id: &str, is_passing: bool) -> Error {
    if is_passing {
        let host = Origin::of(key_id).map(|origin| origin.authority());
        social::Error::Unreachable(host.unwrap_or_default()).into()
    } else {
        Error::unsigned(
            "key_unavailable",
            "The key could not be fetched a moment ago",
        )
    }
}

/// The actors a key of this id may belong to: `…/actor#main-key`, a bare `…/actor`, `…/actor/main-key` (gotcha 9).
pub(super) fn possible_owners(key_id: &str) -> impl Iterator<Item = &str> {
    let document = key_document_url(key_id);
    let parent = document
        .and_then(|url| url.rsplit_once('/'))
        .map(|(parent, _)| parent);
    document.into_iter().chain(parent)
}

#[cfg(test)]
mod tests {
    use super::possible_owners;

    #[test]
    fn a_key_id_leads_to_its_actor_in_all_three_spellings() {
        let actor = "https://a.example/users/alice";
        for key_id in [
            "https://a.example/users/alice#main-key",
            "https://a.example/users/alice",
            "https://a.example/users/alice/main-key",
        ] {
            assert!(
                possible_owners(key_id).any(|owner| owner == actor),
                "{key_id}"
            );
        }
        assert_eq!(possible_owners("acct:alice@a.example").count(), 0);
    }
}
