//! Whom others follow: of their lists, those matter here who are members.
//!
//! There, nobody is asked: a list is written, and that is all. Who approves followers here approves these as well.

use model::AccountId;
use nostr_proto::Event;
use social::event::Kept;
use social::{Page, Viewer};

use super::NOT_CONCERNED;
use crate::apps::refused_is_none;
use crate::arriving::{Brought, Taken};
use crate::error::Result;
use crate::map::reference::people;
use crate::{ID, Nostr};

/// The most people of a list who are looked for among the members.
const MAX_PEOPLE: usize = 5_000;
/// The most members whom somebody elsewhere is known to follow.
const MAX_FOLLOWED: u32 = 1_000;

impl Nostr {
    pub(super) async fn hear_follows(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        let members = self.members_among(&people(event, MAX_PEOPLE)).await?;
        if known.is_none() && members.is_empty() {
            return match how {
                Brought::ByApp => Ok(NOT_CONCERNED),
                Brought::FromRelay => Ok(Taken::Kept(self.keep_of(event, None).await?)),
            };
        }
        let kept = self.keep_of(event, known).await?;
        if kept != Kept::New {
            return Ok(Taken::Kept(kept));
        }
        let follower = self.ensure_account(event.pubkey).await?;
        let uri = nostr_proto::names::uri_of_event(event.id);
        for member in &members {
            if self.social.find_follow(follower, *member).await?.is_none() {
                let followed = self
                    .social
                    .receive_follow(ID, follower, *member, &uri)
                    .await;
                refused_is_none(followed.map_err(Into::into))?;
            }
        }
        let page = Page::first(MAX_FOLLOWED);
        let before = self
            .social
            .following(Viewer::Anyone, follower, page)
            .await?;
        for view in before.items {
            if view.is_local() && !members.contains(&view.id) {
                self.social.receive_unfollow(ID, follower, view.id).await?;
            }
        }
        Ok(Taken::Kept(kept))
    }
}
