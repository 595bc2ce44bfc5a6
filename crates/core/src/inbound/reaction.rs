//! Emoji that people elsewhere put under posts.

use model::{AccountId, Domain, PostId};

use crate::post::{Deed, Put, Reacting};
use crate::{NetworkId, Result, Social, Viewer};

/// An emoji, as another network names it. Unsafe here; the core makes it safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteEmoji {
    /// One that everybody has.
    Plain(String),
    /// One that a server has made.
    Custom {
        /// The word, without colons.
        shortcode: String,
        /// The server it is of.
        host: Domain,
        /// Its picture.
        url: String,
    },
}

impl Social {
    /// Somebody puts an emoji under a post, if they may see it. `uri`: what their network calls that. `false` when it is
    /// no emoji that can be shown, or one too many.
    pub async fn receive_reaction(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
        uri: &str,
        emoji: &RemoteEmoji,
    ) -> Result<bool> {
        let post = self.post(Viewer::Remote(from), post).await?.content().id;
        let Some(emoji) = self.reacting_from(emoji).await? else {
            return Ok(false);
        };
        let deed = Deed::of(network.0, from, post);
        let put = self.put_reaction(deed, emoji, Some(uri.to_owned()));
        Ok(put.await? == Put::Done)
    }

    /// Somebody takes an emoji back that they have put under a post. `false` when it was not there.
    pub async fn receive_unreaction(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
        emoji: &RemoteEmoji,
    ) -> Result<bool> {
        let Some(emoji) = self.reacting_from(emoji).await? else {
            return Ok(false);
        };
        let deed = Deed::of(network.0, from, post);
        self.take_reaction(deed, emoji.word).await
    }

    /// The same, by what their network calls it.
    pub async fn receive_unreaction_of(
        &self,
        network: NetworkId,
        from: AccountId,
        uri: &str,
    ) -> Result<bool> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::reaction::find_reaction(conn, from.get(), &uri));
        let Some((post, emoji)) = found.await? else {
            return Ok(false);
        };
        let deed = Deed::of(network.0, from, PostId::from(post));
        self.take_reaction(deed, emoji).await
    }

    /// The emoji as it is kept. `None` for what cannot be shown.
    async fn reacting_from(&self, emoji: &RemoteEmoji) -> Result<Option<Reacting>> {
        match emoji {
            RemoteEmoji::Plain(emoji) => Ok(Reacting::plain(emoji)),
            RemoteEmoji::Custom {
                shortcode, host, ..
            } if host == self.domain() => self.own_reacting(shortcode).await,
            RemoteEmoji::Custom {
                shortcode,
                host,
                url,
            } => Ok(Reacting::far(shortcode, host, url)),
        }
    }
}
