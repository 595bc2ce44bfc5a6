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
        self.react_to(signer, entry, "like_id", ("+", None)).await
    }

    pub(super) async fn publish_reaction(&self, signer: &Signer, entry: &Entry) -> Result<()> {
        let payload = payload(entry);
        let word = |name| payload.get(name).and_then(|value| value.as_str());
        let Some(emoji) = word("emoji") else {
            return Ok(());
        };
        // The words of custom emoji have no host there: their picture says which one it is.
        let far = emoji.split_once('@').filter(|_| emoji.starts_with(':'));
        let emoji = far.map_or_else(|| emoji.to_owned(), |(word, _)| format!("{word}:"));
        let emoji = (emoji.as_str(), word("picture"));
        self.react_to(signer, entry, "reaction_id", emoji).await
    }

    async fn react_to(
        &self,
        signer: &Signer,
        entry: &Entry,
        name: &str,
        emoji: (&str, Option<&str>),
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
        let unsigned = reaction(&about, self.relay_url(), emoji, at);
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
