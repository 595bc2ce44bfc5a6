//! Who did something with a post, and what one did with posts.

use model::{AccountId, PostId};

use crate::{AccountView, Caller, Page, PostView, Result, Slice, Social, Viewer};

impl Social {
    /// Who liked a post.
    pub async fn liked_by(
        &self,
        viewer: Viewer,
        id: PostId,
        page: Page,
    ) -> Result<Slice<AccountView>> {
        let post = self.post(viewer, id).await?.content().id.get();
        self.list_accounts(page, move |conn, window| {
            store::reaction::liked_by(conn, post, window)
        })
        .await
    }

    /// Who boosted a post.
    pub async fn boosted_by(
        &self,
        viewer: Viewer,
        id: PostId,
        page: Page,
    ) -> Result<Slice<AccountView>> {
        let post = self.post(viewer, id).await?.content().id.get();
        self.list_accounts(page, move |conn, window| {
            store::reaction::boosted_by(conn, post, window)
        })
        .await
    }

    /// The groups that passed a post on, which want to hear what is answered and liked there (FEP-1b12). Nobody is shown
    /// these: whoever asks may see the post already.
    pub async fn groups_of(&self, id: PostId) -> Result<Vec<AccountId>> {
        let post = id.get();
        let groups = self
            .store()
            .read(move |conn| store::reaction::groups_of(conn, post))
            .await?;
        Ok(groups.into_iter().map(AccountId::from).collect())
    }

    /// What the caller liked, the last liked first.
    pub async fn likes(&self, caller: &Caller, page: Page) -> Result<Slice<PostView>> {
        let account = caller.account_id.get();
        self.show_list(caller.viewer(), page, move |conn, window| {
            store::reaction::likes(conn, account, window)
        })
        .await
    }
}
