//! Muting: the caller does not hear of an account, and nobody is told, so there is no journal entry.

use std::time::Duration;

use model::AccountId;

use crate::{AccountView, Caller, Page, RelationView, Result, Slice, Social};

/// How somebody is muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MuteOptions {
    /// Their notifications too.
    pub hides_notifications: bool,
    /// For how long; `None` until it is ended.
    pub duration: Option<Duration>,
}

impl Default for MuteOptions {
    fn default() -> Self {
        Self {
            hides_notifications: true,
            duration: None,
        }
    }
}

impl Social {
    /// Mutes an account.
    pub async fn mute(
        &self,
        caller: &Caller,
        id: AccountId,
        options: MuteOptions,
    ) -> Result<RelationView> {
        self.relation_to_other(caller, id).await?;
        let mute = self.new_id().get();
        let until = options.duration.map(|span| self.now().plus(span).micros());
        let (account, target) = (caller.account_id.get(), id.get());
        self.store()
            .write(move |tx| {
                store::relation::upsert_mute(
                    tx,
                    mute,
                    account,
                    target,
                    options.hides_notifications,
                    until,
                )
            })
            .await?;
        self.relation(caller, id).await
    }

    /// Ends a mute.
    pub async fn unmute(&self, caller: &Caller, id: AccountId) -> Result<RelationView> {
        let (account, target) = (caller.account_id.get(), id.get());
        self.store()
            .write(move |tx| store::relation::delete_mute(tx, account, target).map(drop))
            .await?;
        self.relation(caller, id).await
    }

    /// Whom the caller mutes.
    pub async fn muted(&self, caller: &Caller, page: Page) -> Result<Slice<AccountView>> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        self.list_accounts(page, move |conn, window| {
            store::relation::muted(conn, account, now, window)
        })
        .await
    }
}
