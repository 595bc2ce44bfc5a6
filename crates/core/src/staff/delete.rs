//! Deleting an account for good.

use model::AccountId;
use serde_json::json;

use super::{StaffView, check_rank};
use crate::caller::Role;
use crate::journal::{Change, Record};
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, Result, Social};

impl Social {
    /// Deletes a suspended account and everything of it, and gives it as it was. For admins.
    pub async fn delete_suspended(&self, caller: &Caller, id: AccountId) -> Result<StaffView> {
        require(caller, Role::Admin)?;
        let view = self.staff_view(id).await?;
        let role = view.member.as_ref().map(|member| member.role);
        check_rank(caller, id.get(), role)?;
        let (id_, now) = (id.get(), self.now().micros());
        let done = self.store().write(move |tx| {
            let Some(row) = store::account::load(tx, &[id_])?.pop() else {
                return Err(refuse(Error::NotFound("This account")));
            };
            if row.suspended_at.is_none() {
                return Err(refuse(Error::Forbidden("This action is not allowed")));
            }
            store::account::release_counts(tx, id_)?;
            store::account::delete(tx, id_, now)?;
            Record::local(now, id_, Change::AccountDeleted, id_)
                .with(json!({ "uri": row.uri }))
                .append(tx)
        });
        done.await.map_err(reason)?;
        self.end_access(id);
        self.journal_grew();
        Ok(view)
    }
}
