//! Posts of others.

use model::{AccountId, Permission, PostId};
use nostr_proto::{Event, Kind};
use social::Viewer;
use social::event::{KeepEvent, Kept};
use social::inbound::{Arrival, RemotePost};

use super::{BLOCKED, NOT_CONCERNED};
use crate::Nostr;
use crate::arriving::{Brought, Taken};
use crate::error::{Error, Result};
use crate::keeping::kept_alone;
use crate::map::html::Place;
use crate::map::reference::{Answered, quoted};
use crate::map::remote::{Look, named, remote_post};

/// The most people of one post who are looked for among the members.
const MAX_PEOPLE: usize = 50;

impl Nostr {
    pub(super) async fn hear_post(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        if let Some(copied) = self.copied(event).await? {
            // It is here from where it was written: it is not shown a second time (NIP-48).
            let keep = KeepEvent {
                account: known,
                subject: Some(copied),
                ..kept_alone(event)
            };
            return Ok(Taken::Kept(self.keep(event, keep).await?));
        }
        let answered = Answered::of(event).map(|answered| answered.parent);
        let parent = match &answered {
            Some(named) => self.post_of(named).await?,
            None => None,
        };
        if !self.is_wanted(known, event, parent).await? {
            return match how {
                Brought::ByApp => Ok(NOT_CONCERNED),
                Brought::FromRelay => Ok(Taken::Kept(self.keep_of(event, known).await?)),
            };
        }
        if self.is_blocked_by_named(known, event).await?
            || !self.may_answer(known, event, parent).await?
        {
            return Ok(BLOCKED);
        }
        let kept = self.keep_of(event, known).await?;
        if matches!(kept, Kept::New | Kept::Known) {
            let author = self.ensure_account(event.pubkey).await?;
            let remote = Box::pin(self.remote_of(event, author, how)).await?;
            if let Some(post) = self.receive(remote).await? {
                let subject = post.get();
                self.social.set_event_subject(event.id.0, subject).await?;
            }
        }
        Ok(Taken::Kept(kept))
    }

    /// Whether a post answers something that is here, quotes it, names a member, or is by somebody whom somebody here follows.
    async fn is_wanted(
        &self,
        known: Option<AccountId>,
        event: &Event,
        parent: Option<PostId>,
    ) -> Result<bool> {
        if parent.is_some() {
            return Ok(true);
        }
        if let Some(author) = known
            && self.is_followed_here(author).await?
        {
            return Ok(true);
        }
        let mut people = named(event);
        people.truncate(MAX_PEOPLE);
        if !self.members_among(&people).await?.is_empty() {
            return Ok(true);
        }
        match quoted(event) {
            Some(named) => Ok(self.post_of(&named).await?.is_some()),
            None => Ok(false),
        }
    }

    /// Whether the author of what is answered lets this author answer: they may see it, and the rules that stand with it allow it.
    async fn may_answer(
        &self,
        known: Option<AccountId>,
        _event: &Event,
        parent: Option<PostId>,
    ) -> Result<bool> {
        let Some(parent) = parent else {
            return Ok(true);
        };
        let viewer = known.map_or(Viewer::Anyone, Viewer::Remote);
        let parent = match self.social.post(viewer, parent).await {
            Ok(parent) => parent,
            Err(social::Error::NotFound(_) | social::Error::Gone(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let is_named = known.is_some_and(|author| {
            let mut mentions = parent.mentions.iter();
            parent.account.id == author || mentions.any(|mention| mention.id == author)
        });
        Ok(match parent.policy.reply {
            _ if !parent.is_local || is_named => true,
            Permission::Anyone => true,
            Permission::Followers => match known {
                Some(author) => {
                    let follow = self.social.find_follow(author, parent.account.id).await?;
                    follow.is_some_and(|follow| follow.is_accepted)
                }
                None => false,
            },
            Permission::Named | Permission::Nobody => false,
        })
    }

    async fn remote_of(
        &self,
        event: &Event,
        author: AccountId,
        how: Brought,
    ) -> Result<Option<RemotePost>> {
        let people = self.known_people(event).await?;
        let answered = Answered::of(event).map(|answered| answered.parent);
        let reply_to = match &answered {
            Some(named) => Some(self.uri_here(named).await?),
            None => None,
        };
        let quote = match quoted(event) {
            Some(named) => Some((self.uri_here(&named).await?, named.uri())),
            None => None,
        };
        let look = Look {
            author,
            place: Place {
                base: self.social.base_url(),
                people: &people,
            },
            reply_to,
            quote,
            how: match how {
                Brought::ByApp => Arrival::Pushed,
                Brought::FromRelay => Arrival::Fetched,
            },
            now: self.social.now(),
        };
        Ok(remote_post(event, &look))
    }

    /// What the core calls the post that an event is, whether it has it or not.
    async fn uri_here(&self, named: &crate::map::reference::Named) -> Result<String> {
        match self.post_of(named).await? {
            Some(post) => match self.social.post(Viewer::Anyone, post).await {
                Ok(post) => Ok(post.uri),
                Err(social::Error::NotFound(_)) => Ok(named.uri()),
                Err(error) => Err(error.into()),
            },
            None => Ok(named.uri()),
        }
    }

    /// Gives a post to the core: a new one, or what it says now.
    async fn receive(&self, remote: Option<RemotePost>) -> Result<Option<PostId>> {
        let Some(remote) = remote else {
            return Ok(None);
        };
        let is_article = remote.kind == model::PostKind::Article;
        let known = self.social.find_post_by_uri(&remote.uri).await?;
        if is_article && known.is_some() {
            return Ok(self.social.receive_edit(remote).await?);
        }
        match self.social.receive_post(remote).await {
            Ok(post) => Ok(Some(post)),
            Err(social::Error::Gone(_)) => Ok(None),
            Err(error) => Err(Error::Core(error)),
        }
    }
}

/// What the core calls what an event of others is, for what is taken back.
pub(super) fn uri_of(event: &Event) -> String {
    match event.kind {
        Kind::ARTICLE => crate::map::reference::uri_of(event),
        _ => nostr_proto::names::uri_of_event(event.id),
    }
}
