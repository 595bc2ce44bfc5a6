//! Taking decisions back, and letting newcomers in or turning them away.

use model::AccountId;
use store::account::Mark;

use super::{StaffView, check_rank};
use crate::caller::Role;
use crate::journal::{Change, Record};
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, Result, Social};

/// A decision that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pardon {
    /// The login works again.
    Enable,
    /// Its media are shown again.
    Unsensitive,
    /// Everybody finds it again.
    Unsilence,
    /// Everybody sees it again.
    Unsuspend,
}

impl Social {
    /// Takes a decision back. For moderators; whoever may make the decision may take it back.
    pub async fn pardon(
        &self,
        caller: &Caller,
        id: AccountId,
        pardon: Pardon,
    ) -> Result<StaffView> {
        require(caller, Role::Moderator)?;
        let (who, now, id_) = (caller.clone(), self.now().micros(), id.get());
        let done = self.store().write(move |tx| {
            let Some(account) = store::account::load(tx, &[id_])?.pop() else {
                return Err(refuse(Error::NotFound("This account")));
            };
            let role = store::member::find(tx, id_)?.map(|member| Role::from_word(&member.role));
            check_rank(&who, id_, role).map_err(refuse)?;
            match pardon {
                Pardon::Enable => store::member::set_disabled(tx, id_, None)?,
                Pardon::Unsensitive => store::account::set_mark(tx, id_, Mark::Sensitized, None)?,
                Pardon::Unsilence => store::account::set_mark(tx, id_, Mark::Silenced, None)?,
                Pardon::Unsuspend => store::account::set_mark(tx, id_, Mark::Suspended, None)?,
            };
            if pardon == Pardon::Unsuspend && account.is_local {
                Record::local(now, id_, Change::AccountUpdated, id_).append(tx)?;
            }
            Ok(())
        });
        done.await.map_err(reason)?;
        self.end_access(id);
        self.journal_grew();
        self.staff_view(id).await
    }

    /// Lets a newcomer in who waits, and gives their account. For moderators.
    pub async fn approve(&self, caller: &Caller, id: AccountId) -> Result<StaffView> {
        require(caller, Role::Moderator)?;
        self.check_waits(id).await?;
        self.approve_member(caller, id).await?;
        self.staff_view(id).await
    }

    /// Turns a newcomer away who waits, and gives their account as it was. For moderators.
    pub async fn reject(&self, caller: &Caller, id: AccountId) -> Result<StaffView> {
        require(caller, Role::Moderator)?;
        self.check_waits(id).await?;
        let view = self.staff_view(id).await?;
        self.refuse_member(caller, id).await?;
        Ok(view)
    }

    /// Who does not wait can neither be let in nor turned away.
    async fn check_waits(&self, id: AccountId) -> Result<()> {
        match self.staff_view(id).await?.member {
            Some(member) if !member.is_approved => Ok(()),
            _ => Err(Error::Forbidden("This action is not allowed")),
        }
    }
}
