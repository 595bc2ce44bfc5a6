//! The home feed: a question to the posts of those one follows, not a table. What it shows is said in [`store::feed`].

use crate::account::same_ids;
use crate::post::show::Muted;
use crate::{Caller, Page, PostView, Result, Slice, Social};

impl Social {
    /// The newest posts and boosts of those whom the caller follows, public posts with tags they follow, and their own.
    pub async fn home(&self, caller: &Caller, page: Page) -> Result<Slice<PostView>> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        self.show_feed(caller.viewer(), page, Muted::Hidden, move |conn, window| {
            store::feed::home(conn, account, now, window).map(same_ids)
        })
        .await
    }
}
