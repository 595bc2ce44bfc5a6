//! Which event a post is, wherever it was written.

use model::PostId;
use nostr_proto::{Event, EventId, Kind, Name};
use social::event::EventQuery;
use social::{PostView, Viewer};

use crate::error::Result;
use crate::map::reference::Named;
use crate::map::remote::is_post;
use crate::{ID, Nostr, kept};

impl Nostr {
    /// The event that a post is, signed by its author; `None` when it is not known there. A copy that somebody else has signed
    /// is not the post.
    pub(crate) async fn event_of(&self, post: &PostView) -> Result<Option<Event>> {
        if let Ok(name) = Name::parse(&post.uri) {
            let named = match name {
                Name::Event { id, .. } => Named::Id(id),
                Name::Address { address, .. } => Named::Address(address),
                Name::Profile { .. } => return Ok(None),
            };
            let found = self.named(&named).await?;
            return Ok(found.as_ref().and_then(kept::read));
        }
        let Some(face) = self.social.identity_of(ID, post.account.id).await? else {
            return Ok(None);
        };
        let Ok(author) = nostr_proto::names::parse_key(&face.uri) else {
            return Ok(None);
        };
        let kept = self.social.events_of_subject(post.id.get()).await?;
        let own = kept.iter().filter(|kept| kept.author == author.0);
        let mut events = own.filter_map(kept::read);
        Ok(events.find(|event| is_post(event.kind)))
    }

    /// The post that an event is.
    pub(crate) async fn post_of(&self, named: &Named) -> Result<Option<PostId>> {
        if let Some(kept) = self.named(named).await?
            && let Some(subject) = kept.subject
            && kept::read(&kept).is_some_and(|event| is_post(event.kind))
        {
            return Ok(Some(PostId::from(subject)));
        }
        if let Some(post) = self.social.find_post_by_uri(&named.uri()).await? {
            return Ok(Some(post));
        }
        match named {
            Named::Id(id) => self.post_before(*id).await,
            Named::Address(_) => Ok(None),
        }
    }

    /// The post that an event was before it was changed: what took it back says so.
    async fn post_before(&self, id: EventId) -> Result<Option<PostId>> {
        let query = EventQuery {
            kinds: vec![Kind::DELETION.0],
            tags: vec![('e', vec![id.to_string()])],
            limit: 5,
            ..EventQuery::default()
        };
        let (found, _) = self.social.find_events(query).await?;
        let subject = found.iter().find_map(|kept| kept.subject);
        let Some(post) = subject.map(PostId::from) else {
            return Ok(None);
        };
        // It may be gone meanwhile.
        match self.social.post(Viewer::Anyone, post).await {
            Ok(_) => Ok(Some(post)),
            Err(social::Error::NotFound(_) | social::Error::Gone(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
