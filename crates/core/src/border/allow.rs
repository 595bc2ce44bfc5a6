//! Letting servers in, where only those are.

use model::{Id, Time};
use store::border::AllowRow;

use super::AllowView;
use crate::caller::Role;
use crate::member::require;
use crate::{Caller, Error, Page, Result, Slice, Social};

const NOT_THERE: Error = Error::NotFound("This server");

impl Social {
    /// Servers that are let in, newest first. For admins.
    pub async fn domain_allows(&self, caller: &Caller, page: Page) -> Result<Slice<AllowView>> {
        require(caller, Role::Admin)?;
        let window = page.window();
        let read = self
            .store()
            .read(move |conn| store::border::allows(conn, &window));
        let rows = read.await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = rows.into_iter().map(AllowView::from).collect();
        Ok(Slice::of(views, &cursors))
    }

    /// One of them. For admins.
    pub async fn domain_allow(&self, caller: &Caller, id: Id) -> Result<AllowView> {
        require(caller, Role::Admin)?;
        let read = self
            .store()
            .read(move |conn| store::border::find_allow(conn, id.get()));
        read.await?.map(AllowView::from).ok_or(NOT_THERE)
    }

    /// Lets a server in; once more changes nothing. For admins.
    pub async fn allow_domain(&self, caller: &Caller, host: &str) -> Result<AllowView> {
        require(caller, Role::Admin)?;
        let row = AllowRow {
            id: self.new_id().get(),
            host: self.foreign_host(host)?,
            created_at: self.now().micros(),
        };
        let done = self.store().write(move |tx| store::border::allow(tx, &row));
        let row = done.await?;
        self.forget_borders();
        Ok(AllowView::from(row))
    }

    /// Lets a server in no longer. For admins.
    pub async fn disallow_domain(&self, caller: &Caller, id: Id) -> Result<AllowView> {
        let view = self.domain_allow(caller, id).await?;
        self.store()
            .write(move |tx| store::border::disallow(tx, id.get()))
            .await?;
        self.forget_borders();
        Ok(view)
    }
}

impl From<AllowRow> for AllowView {
    fn from(row: AllowRow) -> Self {
        Self {
            id: Id::from(row.id),
            host: row.host,
            created_at: Time::from_micros(row.created_at),
        }
    }
}
