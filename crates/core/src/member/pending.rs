//! Those who wait to be let in, for those who decide.

use model::{AccountId, Time};

use super::{PendingView, require};
use crate::caller::Role;
use crate::journal::{Change, Record};
use crate::{Caller, Error, Result, Social};

/// The most on one list; the next come up when these are decided.
const MAX_LISTED: i64 = 100;

const NOBODY_WAITS: Error = Error::NotFound("This request");

impl Social {
    /// Those who wait, those who came first first. For moderators.
    pub async fn pending_members(&self, caller: &Caller) -> Result<Vec<PendingView>> {
        require(caller, Role::Moderator)?;
        let read = self.store().read(|conn| {
            let members = store::member::pending(conn, MAX_LISTED)?;
            let ids: Vec<i64> = members.iter().map(|member| member.account_id).collect();
            Ok((members, store::account::load(conn, &ids)?))
        });
        let (members, accounts) = read.await?;
        let mut accounts = self.views_by_id(accounts);
        let views = members.into_iter().filter_map(|member| {
            Some(PendingView {
                account: accounts.remove(&member.account_id)?,
                email: member.email,
                reason: member.reason,
                created_at: Time::from_micros(member.created_at),
            })
        });
        Ok(views.collect())
    }

    /// Lets somebody in. For moderators.
    pub async fn approve_member(&self, caller: &Caller, id: AccountId) -> Result<()> {
        require(caller, Role::Moderator)?;
        let (id, now) = (id.get(), self.now().micros());
        let done = self.store().write(move |tx| {
            if !store::member::approve(tx, id)? {
                return Ok(false);
            }
            // The networks heard of the account when it was made, and kept it back: now it can be shown.
            Record::local(now, id, Change::AccountUpdated, id).append(tx)?;
            Ok(true)
        });
        if !done.await? {
            return Err(NOBODY_WAITS);
        }
        self.end_access(AccountId::from(id));
        self.journal_grew();
        Ok(())
    }

    /// Turns somebody away who waits; nothing of them is kept, and the name is free again. For moderators.
    pub async fn refuse_member(&self, caller: &Caller, id: AccountId) -> Result<()> {
        require(caller, Role::Moderator)?;
        if !self
            .store()
            .write(move |tx| store::member::refuse(tx, id.get()))
            .await?
        {
            return Err(NOBODY_WAITS);
        }
        self.end_access(id);
        Ok(())
    }
}
