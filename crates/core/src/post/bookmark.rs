//! Bookmarks: seen by nobody else, so there is no journal entry.

use model::PostId;

use crate::{Caller, PostView, Result, Social};

impl Social {
    /// Keeps a post for later.
    pub async fn bookmark(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let (bookmark, account) = (self.new_id().get(), caller.account_id.get());
        self.store()
            .write(move |tx| store::reaction::bookmark(tx, bookmark, post.get(), account).map(drop))
            .await?;
        self.post(caller.viewer(), post).await
    }

    /// Lets go of it.
    pub async fn unbookmark(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| store::reaction::unbookmark(tx, post.get(), account).map(drop))
            .await?;
        self.post(caller.viewer(), post).await
    }
}
