//! Liking.

use model::PostId;
use serde_json::json;
use store::post::Counter;

use crate::journal::{Change, Record};
use crate::{Caller, PostView, Result, Social};

impl Social {
    /// Likes a post; liking twice is liking once.
    pub async fn like(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (like, now, account) = (
            self.new_id().get(),
            self.now().micros(),
            caller.account_id.get(),
        );
        self.store()
            .write(move |tx| {
                if store::reaction::like(tx, like, post.get(), account, None)? {
                    store::post::count(tx, post.get(), Counter::Likes, 1)?;
                    Record::local(now, account, Change::LikeCreated, post.get())
                        .with(json!({ "like_id": like }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.post(caller.viewer(), post).await
    }

    /// The id of the caller's like of a post.
    pub async fn like_id(&self, caller: &Caller, id: PostId) -> Result<Option<i64>> {
        let (account, post) = (caller.account_id.get(), id.get());
        let found = self
            .store()
            .read(move |conn| store::reaction::like_id(conn, post, account));
        Ok(found.await?)
    }

    /// Takes a like back.
    pub async fn unlike(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (now, account) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| {
                if let Some(like) = store::reaction::unlike(tx, post.get(), account)? {
                    store::post::count(tx, post.get(), Counter::Likes, -1)?;
                    Record::local(now, account, Change::LikeDeleted, post.get())
                        .with(json!({ "like_id": like }))
                        .append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.post(caller.viewer(), post).await
    }
}
