//! Lists that apps write: whom a member follows, mutes and what they have pinned. What is new in a list happens, and what has
//! gone from it is undone; what never stood in one is left alone.

use std::collections::HashSet;

use nostr_proto::{Event, PublicKey};
use social::Caller;
use social::relation::{FollowOptions, MuteOptions};

use super::refused_is_none;
use crate::Nostr;
use crate::error::Result;
use crate::map::reference::{Named, people};

/// The most changes of one list that happen: more are kept in it, and happen when it is written again.
const MAX_CHANGES: usize = 300;
/// The most people of a list.
const MAX_PEOPLE: usize = 5_000;

/// What a list says that it did not say before, and what it says no more.
fn changes<T: Eq + std::hash::Hash + Clone>(before: Vec<T>, now: Vec<T>) -> (Vec<T>, Vec<T>) {
    let (old, new): (HashSet<T>, HashSet<T>) = (
        before.iter().cloned().collect(),
        now.iter().cloned().collect(),
    );
    let added = now.into_iter().filter(|one| !old.contains(one));
    let gone = before.into_iter().filter(|one| !new.contains(one));
    (
        added.take(MAX_CHANGES).collect(),
        gone.take(MAX_CHANGES).collect(),
    )
}

fn people_changes(before: Option<&Event>, now: &Event) -> (Vec<PublicKey>, Vec<PublicKey>) {
    let before = before.map(|event| people(event, MAX_PEOPLE));
    changes(before.unwrap_or_default(), people(now, MAX_PEOPLE))
}

impl Nostr {
    pub(super) async fn happen_follows(
        &self,
        caller: &Caller,
        event: &Event,
        before: Option<&Event>,
    ) -> Result<()> {
        let (added, gone) = people_changes(before, event);
        for key in added {
            let followed = async {
                let account = self.ensure_account(key).await?;
                if self
                    .social
                    .find_follow(caller.account_id, account)
                    .await?
                    .is_none()
                {
                    let options = FollowOptions::default();
                    self.social.follow(caller, account, options).await?;
                }
                Ok(())
            };
            refused_is_none(Box::pin(followed).await)?;
        }
        for key in gone {
            if let Some(face) = self.face_of(key).await? {
                let ended = self.social.unfollow(caller, face).await;
                refused_is_none(ended.map_err(Into::into))?;
            }
        }
        Ok(())
    }

    /// The part of a list of mutes that everybody may read. What is encrypted in it is its owner's secret.
    pub(super) async fn happen_mutes(
        &self,
        caller: &Caller,
        event: &Event,
        before: Option<&Event>,
    ) -> Result<()> {
        let (added, gone) = people_changes(before, event);
        for key in added {
            let muted = async {
                let account = self.ensure_account(key).await?;
                let options = MuteOptions::default();
                self.social.mute(caller, account, options).await?;
                Ok(())
            };
            refused_is_none(Box::pin(muted).await)?;
        }
        for key in gone {
            if let Some(face) = self.face_of(key).await? {
                let ended = self.social.unmute(caller, face).await;
                refused_is_none(ended.map_err(Into::into))?;
            }
        }
        Ok(())
    }

    pub(super) async fn happen_pins(
        &self,
        caller: &Caller,
        event: &Event,
        before: Option<&Event>,
    ) -> Result<()> {
        let ids = |event: &Event| -> Vec<nostr_proto::EventId> {
            event.values("e").filter_map(|id| id.parse().ok()).collect()
        };
        let (added, gone) = changes(before.map(ids).unwrap_or_default(), ids(event));
        for id in added {
            if let Some(post) = self.post_of(&Named::Id(id)).await? {
                let pinned = self.social.pin(caller, post).await;
                refused_is_none(pinned.map_err(Into::into))?;
            }
        }
        for id in gone {
            if let Some(post) = self.post_of(&Named::Id(id)).await? {
                let unpinned = self.social.unpin(caller, post).await;
                refused_is_none(unpinned.map_err(Into::into))?;
            }
        }
        Ok(())
    }

    /// The account behind a key, if it is known.
    pub(crate) async fn face_of(&self, key: PublicKey) -> Result<Option<model::AccountId>> {
        let uri = nostr_proto::names::uri_of_key(key);
        let face = self.social.find_identity(crate::ID, &uri).await?;
        Ok(face.map(|face| face.account_id))
    }
}
