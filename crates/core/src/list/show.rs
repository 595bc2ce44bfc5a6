//! Showing lists and what is on them.

use model::Id;
use store::list::ListRow;

use super::ListView;
use crate::account::same_ids;
use crate::post::show::Muted;
use crate::{Caller, Error, Page, PostView, Result, Slice, Social};

impl Social {
    /// The caller's lists, the oldest first.
    pub async fn lists(&self, caller: &Caller) -> Result<Vec<ListView>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |conn| store::list::of_account(conn, account))
            .await?;
        Ok(rows.into_iter().map(ListView::from).collect())
    }

    /// One of them.
    pub async fn list(&self, caller: &Caller, id: Id) -> Result<ListView> {
        self.list_row(caller, id).await.map(ListView::from)
    }

    /// The posts of a list of the caller's.
    pub async fn list_timeline(
        &self,
        caller: &Caller,
        id: Id,
        page: Page,
    ) -> Result<Slice<PostView>> {
        let list = self.list_row(caller, id).await?.id;
        let (account, now) = (caller.account_id.get(), self.now().micros());
        self.show_feed(caller.viewer(), page, Muted::Hidden, move |conn, window| {
            store::feed::list(conn, account, list, now, window).map(same_ids)
        })
        .await
    }

    pub(super) async fn list_row(&self, caller: &Caller, id: Id) -> Result<ListRow> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::list::find(conn, account, id.get()))
            .await?;
        found.ok_or(Error::NotFound("This list"))
    }
}
