//! Showing filters.

use model::Id;
use store::filter::{FilterPostRow, FilterRow, KeywordRow};

use super::{FilterPostView, FilterView, KeywordView};
use crate::{Caller, Error, Result, Social};

impl Social {
    /// The caller's filters, also those that have ended, the oldest first.
    pub async fn filters(&self, caller: &Caller) -> Result<Vec<FilterView>> {
        let account = caller.account_id.get();
        Ok(self.store().read(move |conn| all(conn, account)).await?)
    }

    /// One of them.
    pub async fn filter(&self, caller: &Caller, id: Id) -> Result<FilterView> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(
                move |conn| match store::filter::find(conn, account, id.get())? {
                    Some(row) => Ok(load(conn, vec![row])?.pop()),
                    None => Ok(None),
                },
            )
            .await?;
        found.ok_or(Error::NotFound("This filter"))
    }

    /// The filter of the caller's that a word is of.
    pub async fn filter_of_keyword(&self, caller: &Caller, id: Id) -> Result<FilterView> {
        let row = self.keyword_row(caller, id).await?;
        self.filter(caller, Id::from(row.filter_id)).await
    }

    /// A word of the caller's filters.
    pub async fn filter_keyword(&self, caller: &Caller, id: Id) -> Result<KeywordView> {
        Ok(KeywordView::from(&self.keyword_row(caller, id).await?))
    }

    /// A post of the caller's filters.
    pub async fn filter_post(&self, caller: &Caller, id: Id) -> Result<FilterPostView> {
        Ok(FilterPostView::from(
            &self.filter_post_row(caller, id).await?,
        ))
    }

    pub(super) async fn filter_row(&self, caller: &Caller, id: Id) -> Result<FilterRow> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::filter::find(conn, account, id.get()))
            .await?;
        found.ok_or(Error::NotFound("This filter"))
    }

    pub(super) async fn keyword_row(&self, caller: &Caller, id: Id) -> Result<KeywordRow> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::filter::find_keyword(conn, account, id.get()))
            .await?;
        found.ok_or(Error::NotFound("This keyword"))
    }

    pub(super) async fn filter_post_row(&self, caller: &Caller, id: Id) -> Result<FilterPostRow> {
        let account = caller.account_id.get();
        let found = self
            .store()
            .read(move |conn| store::filter::find_post(conn, account, id.get()))
            .await?;
        found.ok_or(Error::NotFound("This post"))
    }
}

/// All filters of an account.
pub(super) fn all(conn: &mut store::Conn, account: i64) -> store::Result<Vec<FilterView>> {
    let rows = store::filter::of_account(conn, account)?;
    load(conn, rows)
}

/// Some filters with all that is in them. Most people have none, which is no more statements.
pub(super) fn load(conn: &mut store::Conn, rows: Vec<FilterRow>) -> store::Result<Vec<FilterView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let keywords = store::filter::keywords(conn, &ids)?;
    let posts = store::filter::posts(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| FilterView::new(row, &keywords, &posts))
        .collect())
}
