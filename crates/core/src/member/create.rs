//! Joining by the console.

use model::AccountId;

use super::{Newcomer, explain_taken};
use crate::caller::Role;
use crate::community::mark_set_up;
use crate::{Result, Social};

/// A member as the console makes one.
#[derive(Clone)]
pub struct NewMember {
    /// Their name.
    pub username: String,
    /// Where to write to.
    pub email: String,
    /// Their password.
    pub password: String,
    /// What they may do.
    pub role: Role,
}

impl Social {
    /// Makes a member, whoever may join otherwise. The first admin made so also ends the set-up link: whoever has
    /// the console has the community.
    pub async fn create_member(&self, new: NewMember) -> Result<AccountId> {
        let newcomer = Newcomer::new(&new.username, &new.email, new.password)?;
        let joining = self
            .prepare_joining(Newcomer {
                role: new.role,
                ..newcomer
            })
            .await?;
        let id = joining.account_id();
        let (is_admin, now) = (new.role >= Role::Admin, self.now().micros());
        let done = self.store().write(move |tx| {
            joining.insert(tx)?;
            if is_admin {
                mark_set_up(tx, now)?;
            }
            Ok(())
        });
        done.await.map_err(explain_taken)?;
        self.forget_community();
        self.journal_grew();
        Ok(id)
    }
}
