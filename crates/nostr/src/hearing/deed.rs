//! Likes, boosts and deletions of others.

use model::{AccountId, Audience};
use nostr_proto::{Event, Kind};
use social::event::Kept;

use super::post::uri_of;
use super::{BLOCKED, NOT_CONCERNED};
use crate::apps::refused_is_none;
use crate::arriving::{Brought, Taken};
use crate::error::Result;
use crate::map::deed::{Felt, deleted, felt};
use crate::map::moment;
use crate::map::remote::is_post;
use crate::{ID, Nostr, kept};

impl Nostr {
    /// A like of a post that is here. An emoji is a like: whose picture it is, nobody here knows.
    pub(super) async fn hear_reaction(&self, event: &Event, how: Brought) -> Result<Taken> {
        let post = self.post_about(event).await?;
        let known = self.face_of(event.pubkey).await?;
        let Some(post) = post else {
            return match how {
                Brought::ByApp => Ok(NOT_CONCERNED),
                Brought::FromRelay => Ok(Taken::Kept(self.keep_of(event, known).await?)),
            };
        };
        if self.is_blocked_by_named(known, event).await? {
            return Ok(BLOCKED);
        }
        let kept = self.keep_of(event, known).await?;
        if kept == Kept::New && felt(event) != Felt::Dislike {
            let from = self.ensure_account(event.pubkey).await?;
            let uri = uri_of(event);
            let liked = self.social.receive_like(ID, from, post, &uri).await;
            refused_is_none(liked.map_err(Into::into))?;
        }
        Ok(Taken::Kept(kept))
    }

    pub(super) async fn hear_boost(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        let Some(post) = self.post_about(event).await? else {
            return match how {
                Brought::ByApp => Ok(NOT_CONCERNED),
                Brought::FromRelay => Ok(Taken::Kept(self.keep_of(event, known).await?)),
            };
        };
        if self.is_blocked_by_named(known, event).await? {
            return Ok(BLOCKED);
        }
        let kept = self.keep_of(event, known).await?;
        if kept == Kept::New {
            let from = self.ensure_account(event.pubkey).await?;
            let (uri, at) = (uri_of(event), moment(event.created_at));
            let boost = self
                .social
                .receive_boost(ID, from, post, &uri, Audience::Public, at);
            let boost = refused_is_none(boost.await.map_err(Into::into))?;
            if let Some(boost) = boost {
                self.social
                    .set_event_subject(event.id.0, boost.get())
                    .await?;
            }
        }
        Ok(Taken::Kept(kept))
    }

    /// What somebody takes back. Only what they have signed themselves (security row A20): the core holds their key against it.
    pub(super) async fn hear_deletion(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        let mut gone = Vec::new();
        for named in deleted(event).names() {
            if let Some(kept) = self.named(&named).await?
                && kept.author == event.pubkey.0
            {
                gone.extend(kept::read(&kept));
            }
        }
        if gone.is_empty() && known.is_none() && how == Brought::ByApp {
            return Ok(NOT_CONCERNED);
        }
        let kept = self.keep_of(event, known).await?;
        if let Some(account) = known.filter(|_| kept == Kept::New) {
            for was in gone.iter().filter(|was| was.created_at <= event.created_at) {
                self.undone(account, was).await?;
            }
        }
        Ok(Taken::Kept(kept))
    }

    async fn undone(&self, from: AccountId, was: &Event) -> Result<()> {
        let uri = uri_of(was);
        let done = match was.kind {
            kind if is_post(kind) => self.social.receive_delete(ID, from, &uri).await,
            Kind::REPOST | Kind::GENERIC_REPOST => {
                self.social.receive_unboost(ID, from, &uri, None).await
            }
            Kind::REACTION => match self.social.find_like(from, &uri).await? {
                Some(post) => self.social.receive_unlike(ID, from, post).await,
                None => Ok(()),
            },
            _ => Ok(()),
        };
        refused_is_none(done.map_err(Into::into)).map(drop)
    }
}
