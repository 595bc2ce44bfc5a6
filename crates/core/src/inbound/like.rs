//! Likes of others.

use model::{AccountId, PostId};
use serde_json::json;
use store::post::Counter;

use crate::journal::{Change, Record};
use crate::{NetworkId, Result, Social, Viewer};

impl Social {
    /// Somebody likes a post, if they may see it.
    pub async fn receive_like(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
        uri: &str,
    ) -> Result<()> {
        let post = self
            .post(Viewer::Remote(from), post)
            .await?
            .content()
            .id
            .get();
        let (like, now, uri) = (self.new_id().get(), self.now().micros(), uri.to_owned());
        self.store()
            .write(move |tx| {
                if store::reaction::like(tx, like, post, from.get(), Some(&uri))? {
                    store::post::count(tx, post, Counter::Likes, 1)?;
                    Record::from_network(network.0, now, from.get(), Change::LikeCreated, post)
                        .with(json!({ "like_id": like }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// Somebody takes their like back.
    pub async fn receive_unlike(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
    ) -> Result<()> {
        let (now, post) = (self.now().micros(), post.get());
        self.store()
            .write(move |tx| {
                if let Some(like) = store::reaction::unlike(tx, post, from.get())? {
                    store::post::count(tx, post, Counter::Likes, -1)?;
                    Record::from_network(network.0, now, from.get(), Change::LikeDeleted, post)
                        .with(json!({ "like_id": like }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        Ok(())
    }

    /// The post that somebody liked, by what their network calls the like.
    pub async fn find_like(&self, from: AccountId, uri: &str) -> Result<Option<PostId>> {
        let uri = uri.to_owned();
        let found = self
            .store()
            .read(move |conn| store::reaction::find_like(conn, from.get(), &uri))
            .await?;
        Ok(found.map(PostId::from))
    }
}
