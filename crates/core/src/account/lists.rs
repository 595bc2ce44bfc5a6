//! What is around an account: its posts, its followers, those it follows.

use model::AccountId;
use store::timeline::OfAccount;

use crate::{AccountView, Error, Page, PostView, Result, Slice, Social, Viewer};

/// What part of somebody's posts is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostFilter {
    /// Leave out answers to others.
    pub exclude_replies: bool,
    /// Leave out boosts.
    pub exclude_boosts: bool,
    /// Only posts with files.
    pub only_media: bool,
    /// Only what is pinned.
    pub pinned: bool,
    /// Only posts with this tag.
    pub tagged: Option<String>,
}

impl Social {
    /// Somebody's posts and boosts, as far as the viewer may see them.
    pub async fn account_posts(
        &self,
        viewer: Viewer,
        id: AccountId,
        filter: PostFilter,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let id = id.get();
        if filter.pinned {
            return self
                .show_list(viewer, page, move |conn, _| {
                    store::timeline::pinned(conn, id).map(same_ids)
                })
                .await;
        }
        let part = OfAccount {
            exclude_replies: filter.exclude_replies,
            exclude_boosts: filter.exclude_boosts,
            only_media: filter.only_media,
            tagged: filter.tagged.as_deref().map(model::text::fold_tag),
        };
        self.show_list(viewer, page, move |conn, window| {
            store::timeline::of_account(conn, id, &part, window).map(same_ids)
        })
        .await
    }

    /// What everybody may read of an account: its public and quiet posts and boosts.
    pub async fn open_posts(&self, id: AccountId, page: Page) -> Result<Slice<PostView>> {
        let id = id.get();
        self.show_list(Viewer::Anyone, page, move |conn, window| {
            store::timeline::open_of_account(conn, id, window).map(same_ids)
        })
        .await
    }

    /// Those who follow an account.
    pub async fn followers(
        &self,
        viewer: Viewer,
        id: AccountId,
        page: Page,
    ) -> Result<Slice<AccountView>> {
        if self.account(viewer, id).await?.hides_network_from(viewer) {
            return Ok(Slice::of(Vec::new(), &[]));
        }
        self.list_accounts(page, move |conn, window| {
            store::account::followers(conn, id.get(), window)
        })
        .await
    }

    /// Whether anybody of this community follows an account.
    pub async fn has_followers_here(&self, id: AccountId) -> Result<bool> {
        Ok(self
            .store()
            .read(move |conn| store::relation::has_followers_here(conn, id.get()))
            .await?)
    }

    /// Those whom an account follows.
    pub async fn following(
        &self,
        viewer: Viewer,
        id: AccountId,
        page: Page,
    ) -> Result<Slice<AccountView>> {
        if self.account(viewer, id).await?.hides_network_from(viewer) {
            return Ok(Slice::of(Vec::new(), &[]));
        }
        self.list_accounts(page, move |conn, window| {
            store::account::following(conn, id.get(), window)
        })
        .await
    }

    /// A list of accounts ordered by something else's id: pairs of (that id, account).
    pub(crate) async fn list_accounts(
        &self,
        page: Page,
        mut ask: impl FnMut(&mut store::Conn, &store::Window) -> store::Result<Vec<(i64, i64)>>
        + Send
        + 'static,
    ) -> Result<Slice<AccountView>> {
        let window = page.window();
        let (pairs, rows) = self
            .store()
            .read(move |conn| {
                let pairs = ask(conn, &window)?;
                let ids: Vec<i64> = pairs.iter().map(|(_, account)| *account).collect();
                let rows = store::account::load(conn, &ids)?;
                Ok((pairs, rows))
            })
            .await
            .map_err(Error::from)?;
        let mut by_id = self.views_by_id(rows);
        let cursors: Vec<i64> = pairs.iter().map(|(cursor, _)| *cursor).collect();
        let items = pairs
            .iter()
            .filter_map(|(_, account)| by_id.remove(account))
            .collect();
        Ok(Slice::of(items, &cursors))
    }
}

/// A list whose cursor is the post's own id.
pub(crate) fn same_ids(ids: Vec<i64>) -> Vec<(i64, i64)> {
    ids.into_iter().map(|id| (id, id)).collect()
}
