//! Which event a post is, wherever it was written.

use model::PostId;
use nostr_proto::{Event, Name};
use social::PostView;

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
        Ok(self.social.find_post_by_uri(&named.uri()).await?)
    }
}
