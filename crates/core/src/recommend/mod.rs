//! Finding people: whom somebody shows on their profile, the directory, suggestions, familiar followers.

use std::collections::HashMap;

use model::AccountId;
pub use store::recommend::Order;

use crate::{AccountView, Caller, Error, Page, RelationView, Result, Slice, Social, Viewer};

/// The most that is asked for at once.
const MOST: u32 = 80;
/// How many familiar followers are looked at for one page.
const FAMILIAR: i64 = 2_000;
/// How many of them are shown for each account.
const FAMILIAR_SHOWN: usize = 10;

/// Somebody to follow, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestionView {
    /// Who.
    pub account: AccountView,
    /// Followed by those the caller follows; otherwise by many here.
    pub is_friend_of_friends: bool,
}

impl Social {
    /// Shows somebody whom the caller follows on the caller's profile. Twice changes nothing.
    pub async fn endorse(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let relation = self.relation_to_other(caller, id).await?;
        if !relation.following {
            return Err(Error::invalid(
                "Account",
                "not_followed",
                "must be one that you follow",
            ));
        }
        let (account, new) = (caller.account_id.get(), self.new_id().get());
        self.store()
            .write(move |tx| store::recommend::endorse(tx, new, account, id.get()))
            .await?;
        self.relation(caller, id).await
    }

    /// Does not any more.
    pub async fn unendorse(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        self.relation_to_other(caller, id).await?;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| store::recommend::unendorse(tx, account, id.get()))
            .await?;
        self.relation(caller, id).await
    }

    /// Whom somebody shows on their profile.
    pub async fn endorsed(
        &self,
        viewer: Viewer,
        id: AccountId,
        page: Page,
    ) -> Result<Slice<AccountView>> {
        self.account(viewer, id).await?;
        self.list_accounts(page, move |conn, window| {
            store::recommend::endorsed(conn, id.get(), window)
        })
        .await
    }

    /// Those who want to be found.
    pub async fn directory(
        &self,
        viewer: Viewer,
        order: Order,
        only_local: bool,
        (limit, offset): (u32, u32),
    ) -> Result<Vec<AccountView>> {
        let now = self.now().micros();
        let who = viewer.account_id().map_or(0, AccountId::get);
        let part = (i64::from(limit.clamp(1, MOST)), i64::from(offset));
        let ids = self
            .store()
            .read(move |conn| store::recommend::directory(conn, who, order, only_local, now, part))
            .await?;
        self.accounts_by_number(viewer, ids).await
    }

    /// Whom the caller may like to follow.
    pub async fn suggestions(&self, caller: &Caller, limit: u32) -> Result<Vec<SuggestionView>> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let limit = i64::from(limit.clamp(1, MOST));
        let rows = self
            .store()
            .read(move |conn| store::recommend::suggestions(conn, account, now, limit))
            .await?;
        let friends: HashMap<i64, i64> = rows.iter().copied().collect();
        let ids = rows.into_iter().map(|(id, _)| id).collect();
        let accounts = self.accounts_by_number(caller.viewer(), ids).await?;
        Ok(accounts
            .into_iter()
            .map(|account| SuggestionView {
                is_friend_of_friends: friends.get(&account.id.get()).is_some_and(|n| *n > 0),
                account,
            })
            .collect())
    }

    /// Does not suggest somebody any more.
    pub async fn decline_suggestion(&self, caller: &Caller, id: AccountId) -> Result<()> {
        self.account(caller.viewer(), id).await?;
        let account = caller.account_id.get();
        self.store()
            .write(move |tx| store::recommend::decline(tx, account, id.get()))
            .await?;
        Ok(())
    }

    /// For each account, who of those the caller follows also follows it.
    pub async fn familiar_followers(
        &self,
        caller: &Caller,
        ids: &[AccountId],
    ) -> Result<Vec<(AccountId, Vec<AccountView>)>> {
        let (account, asked) = (caller.account_id.get(), ids.to_vec());
        let pairs = self
            .store()
            .read(move |conn| {
                let asked: Vec<i64> = asked.iter().map(|id| id.get()).collect();
                store::recommend::familiar(conn, account, &asked, FAMILIAR)
            })
            .await?;
        let mut people: Vec<i64> = pairs.iter().map(|(_, who)| *who).collect();
        people.sort_unstable();
        people.dedup();
        let people = self.accounts_by_number(caller.viewer(), people).await?;
        let known: HashMap<i64, &AccountView> =
            people.iter().map(|who| (who.id.get(), who)).collect();
        Ok(ids
            .iter()
            .map(|id| {
                let familiar = pairs.iter().filter(|(of, _)| *of == id.get());
                let familiar = familiar
                    .filter_map(|(_, who)| known.get(who).map(|who| (*who).clone()))
                    .take(FAMILIAR_SHOWN);
                (*id, familiar.collect())
            })
            .collect())
    }

    async fn accounts_by_number(&self, viewer: Viewer, ids: Vec<i64>) -> Result<Vec<AccountView>> {
        let ids: Vec<AccountId> = ids.into_iter().map(AccountId::from).collect();
        self.accounts(viewer, &ids).await
    }
}
