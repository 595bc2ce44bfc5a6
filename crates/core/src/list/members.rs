//! Who is on a list.

use model::{AccountId, Id};

use super::ListView;
use crate::{AccountView, Caller, Error, Page, Result, Slice, Social};

/// The most accounts on one list; also the longest page, for those who want all.
const MAX_MEMBERS: i64 = 1_000;
/// The most accounts in one request.
const MAX_AT_ONCE: usize = 200;

/// What becomes of accounts that are to be added.
enum Added {
    Done,
    NotFollowed,
    ThereAlready,
    TooMany,
}

impl Social {
    /// Who is on a list of the caller's; a page without limit is everybody.
    pub async fn list_members(
        &self,
        caller: &Caller,
        id: Id,
        page: Option<Page>,
    ) -> Result<Slice<AccountView>> {
        self.list_row(caller, id).await?;
        let everybody = Page::first(u32::try_from(MAX_MEMBERS).unwrap_or(u32::MAX));
        self.list_accounts(page.unwrap_or(everybody), move |conn, window| {
            store::list::members(conn, id.get(), window)
        })
        .await
    }

    /// Adds accounts that the caller follows, or asked to. All of them or none.
    pub async fn add_to_list(&self, caller: &Caller, id: Id, accounts: &[AccountId]) -> Result<()> {
        let list = self.list_row(caller, id).await?.id;
        let owner = caller.account_id.get();
        let mut wanted: Vec<i64> = accounts
            .iter()
            .take(MAX_AT_ONCE)
            .map(|id| id.get())
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let new: Vec<(i64, i64)> = wanted
            .into_iter()
            .map(|account| (self.new_id().get(), account))
            .collect();
        let added = self
            .store()
            .write(move |tx| {
                let ids: Vec<i64> = new.iter().map(|(_, account)| *account).collect();
                if store::list::may_hold(tx, owner, &ids)?.len() < ids.len() {
                    return Ok(Added::NotFollowed);
                }
                if store::list::count_among(tx, list, &ids)? > 0 {
                    return Ok(Added::ThereAlready);
                }
                let size = store::list::size(tx, list)?.0;
                if size.saturating_add(i64::try_from(ids.len()).unwrap_or(i64::MAX)) > MAX_MEMBERS {
                    return Ok(Added::TooMany);
                }
                for (membership, account) in &new {
                    store::list::add_member(tx, *membership, list, *account)?;
                }
                Ok(Added::Done)
            })
            .await?;
        match added {
            Added::Done => Ok(()),
            Added::NotFollowed => Err(Error::NotFound("An account that you follow")),
            Added::ThereAlready => {
                Err(Error::invalid("Account", "taken", "has already been taken"))
            }
            Added::TooMany => Err(Error::invalid(
                "account_ids",
                "too_many",
                format!("are too many: a list holds {MAX_MEMBERS} accounts"),
            )),
        }
    }

    /// Takes accounts off a list of the caller's; those that are not on it do not matter.
    pub async fn remove_from_list(
        &self,
        caller: &Caller,
        id: Id,
        accounts: &[AccountId],
    ) -> Result<()> {
        let list = self.list_row(caller, id).await?.id;
        let gone: Vec<i64> = accounts.iter().map(|id| id.get()).collect();
        self.store()
            .write(move |tx| store::list::remove_members(tx, list, &gone))
            .await?;
        Ok(())
    }

    /// The caller's lists that hold an account.
    pub async fn lists_with(&self, caller: &Caller, account: AccountId) -> Result<Vec<ListView>> {
        self.account(caller.viewer(), account).await?;
        let owner = caller.account_id.get();
        let rows = self
            .store()
            .read(move |conn| store::list::holding(conn, owner, account.get()))
            .await?;
        Ok(rows.into_iter().map(ListView::from).collect())
    }
}
