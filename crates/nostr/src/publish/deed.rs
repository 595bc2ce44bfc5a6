//! Likes, emoji and boosts as events.

use model::{PostId, PublicPost};
use nostr_proto::Event;
use social::journal::Entry;
use social::{PostView, Viewer};

use super::{number, payload};
use crate::Nostr;
use crate::error::Result;
use crate::keys::Signer;
use crate::map::deed::{reaction, repost};
use crate::map::reference::Reference;
use crate::map::seconds;

impl Nostr {
    pub(super) async fn publish_like(&self, signer: &Signer, entry: &Entry) -> Result<()> {
        self.react_to(signer, entry, "like_id", "+").await
    }

    pub(super) async fn publish_reaction(&self, signer: &Signer, entry: &Entry) -> Result<()> {
        let payload = payload(entry);
        let emoji = payload.get("emoji").and_then(|emoji| emoji.as_str());
        match emoji {
            Some(emoji) => self.react_to(signer, entry, "reaction_id", emoji).await,
            None => Ok(()),
        }
    }

    async fn react_to(
        &self,
        signer: &Signer,
        entry: &Entry,
        name: &str,
        emoji: &str,
    ) -> Result<()> {
        let Some(subject) = number(entry, name) else {
            return Ok(());
        };
        if !self.own_events(signer, subject).await?.is_empty() {
            return Ok(());
        }
        let post = PostId::from(entry.subject_id);
        let post = self.social.post(Viewer::Anyone, post).await?;
        let Some(event) = self.known_to_all(&post).await? else {
            return Ok(());
        };
        let about = Reference::of(&event);
        let at = seconds(entry.at);
        let unsigned = reaction(&about, self.relay_url(), (emoji, None), at);
        self.say(signer, unsigned, Some(subject)).await.map(drop)
    }

    pub(super) async fn publish_boost(&self, signer: &Signer, id: PostId) -> Result<()> {
        if !self.own_events(signer, id.get()).await?.is_empty() {
            return Ok(());
        }
        let boost = self.social.post(Viewer::Anyone, id).await?;
        let (audience, at) = (boost.audience, boost.created_at);
        let Some(boost) = PublicPost::new(boost, audience) else {
            return Ok(());
        };
        let Some(event) = self.known_to_all(boost.get().content()).await? else {
            return Ok(());
        };
        let unsigned = repost(&event, self.relay_url(), seconds(at));
        self.say(signer, unsigned, Some(id.get())).await.map(drop)
    }

    /// The event of a post, if the post is for everyone and this network knows it.
    async fn known_to_all(&self, post: &PostView) -> Result<Option<Event>> {
        match PublicPost::new(post, post.audience) {
            Some(_) => self.event_of(post).await,
            None => Ok(None),
        }
    }
}
