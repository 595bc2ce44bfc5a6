//! Hearing no more of a conversation. Seen by nobody else, so there is no journal entry.

use model::PostId;

use crate::{Caller, PostView, Result, Social};

impl Social {
    /// Wants to hear no more of the conversation a post is in.
    pub async fn mute_thread(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| {
                let thread = store::thread::first_of(tx, post.get())?.unwrap_or(post.get());
                store::thread::mute(tx, account, thread)
            })
            .await?;
        self.post(caller.viewer(), post).await
    }

    /// Wants to hear of it again.
    pub async fn unmute_thread(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.post(caller.viewer(), id).await?.content().id;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| {
                let thread = store::thread::first_of(tx, post.get())?.unwrap_or(post.get());
                store::thread::unmute(tx, account, thread)
            })
            .await?;
        self.post(caller.viewer(), post).await
    }
}
