//! What is there no longer: somebody who has left for now or for good, and what they took away while nobody listened.

use std::collections::HashSet;

use at_proto::syntax::{AtUri, Did, RecordKey};
use social::inbound::Standing;

use crate::error::{Error, Result};
use crate::finding::Newest;
use crate::map::deed::REPOST;
use crate::people::{Age, Notes, Person};
use crate::wishes::Wish;
use crate::{AtProto, ID};

/// How many of somebody's posts and boosts that are known here are held against those that are there.
const HELD_AGAINST: u32 = 100;
/// How many of one kind are taken away at once.
const MAX_GONE: usize = 20;

/// How somebody stands who is not active: `None` when that is no matter of theirs (`desynchronized`, `throttled`), and what
/// was said goes on being shown (<https://atproto.com/specs/account>).
fn standing(is_active: bool, status: Option<&str>) -> Option<Standing> {
    match status {
        _ if is_active => Some(Standing::There),
        Some("desynchronized" | "throttled") => None,
        _ => Some(Standing::Away),
    }
}

impl AtProto {
    /// A host says how somebody stands. Only the host that keeps somebody now can say that: one that they have left says
    /// that they are gone, too.
    pub(super) async fn heard_account(
        &self,
        pds: &str,
        did: &Did,
        is_active: bool,
        status: Option<&str>,
    ) -> Result<()> {
        let Some(known) = self.known_elsewhere(did).await? else {
            return Ok(());
        };
        let is_theirs = match self.document(did, Age::Fresh).await {
            Ok(document) => document.pds == pds,
            // The name itself is gone.
            Err(Error::Core(social::Error::NotFound(_))) => Notes::of(&known).pds == pds,
            Err(_) => false,
        };
        if is_active {
            self.wish(Wish::Refresh(did.clone()));
        }
        if !is_theirs {
            return Ok(());
        }
        let account = known.account_id;
        if !is_active && status == Some("deleted") {
            return Ok(self.social.receive_account_deleted(ID, account).await?);
        }
        if let Some(standing) = standing(is_active, status) {
            self.social.receive_standing(ID, account, standing).await?;
        }
        Ok(())
    }

    /// Asks the host that keeps somebody how they stand, because it gave out nothing of theirs. One that knows nobody of
    /// that name keeps them back as well as one that says so; only of whom it says that they are deleted, everything goes.
    pub(super) async fn look_for(&self, person: &Person) -> Result<()> {
        let document = &person.document;
        let known = self.known_elsewhere(&document.did).await?;
        let is_away = known.is_some_and(|known| known.is_away);
        let (is_active, status) = match self.repo_status(document).await? {
            Some(status) => (status.active, status.status),
            None => (false, None),
        };
        let is_news = !is_away || is_active || status.as_deref() == Some("deleted");
        if !is_news {
            return Ok(());
        }
        let told = self.heard_account(&document.pds, &document.did, is_active, status.as_deref());
        Box::pin(told).await
    }

    /// Somebody's host gives out what they write.
    pub(super) async fn is_there(&self, person: &Person) -> Result<()> {
        let known = self.known_elsewhere(&person.document.did).await?;
        if known.is_some_and(|known| known.is_away) {
            let there = Standing::There;
            let received = self.social.receive_standing(ID, person.account, there);
            received.await?;
        }
        Ok(())
    }

    /// Takes away what of one kind is known here and not among the newest that are there, though it should be. The tree that
    /// its author signed is asked for each of them, so that a list with holes takes nothing away.
    pub(super) async fn take_gone(
        &self,
        person: &Person,
        collection: &str,
        newest: &Newest,
    ) -> Result<()> {
        let there: HashSet<&str> = newest.uris.iter().map(String::as_str).collect();
        let kind = format!("at://{}/{collection}/", person.document.did);
        let known = self
            .social
            .newest_uris(person.account, HELD_AGAINST)
            .await?;
        let missing = known.iter().filter(|uri| {
            uri.starts_with(&kind) && !there.contains(uri.as_str()) && newest.should_have(uri)
        });
        let mut gone = Vec::new();
        for uri in missing.take(MAX_GONE) {
            let Ok(uri) = AtUri::parse(uri) else { continue };
            let rkey = uri.rkey().map(RecordKey::as_str).unwrap_or_default();
            let found = self.fetch_record(&person.document, collection, rkey);
            if found.await?.is_none() {
                gone.push(uri);
            }
        }
        // Of somebody who has left meanwhile, nothing can be had, and nothing is gone.
        if gone.is_empty() || self.latest_commit(&person.document).await?.is_none() {
            return Ok(());
        }
        for uri in gone {
            let (author, uri) = (person.account, uri.as_str());
            if collection == REPOST {
                self.social.receive_unboost(ID, author, uri, None).await?;
            } else {
                self.social.receive_delete(ID, author, uri).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_slow_is_not_away() {
        for status in ["deactivated", "suspended", "takendown", "something new"] {
            assert_eq!(standing(false, Some(status)), Some(Standing::Away));
        }
        assert_eq!(standing(false, None), Some(Standing::Away));
        for status in ["desynchronized", "throttled"] {
            assert_eq!(standing(false, Some(status)), None);
            assert_eq!(standing(true, Some(status)), Some(Standing::There));
        }
        assert_eq!(standing(true, None), Some(Standing::There));
    }
}
