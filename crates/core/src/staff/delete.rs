//! Deleting an account for good.

use model::AccountId;
use serde_json::json;
use store::Tx;
use store::account::AccountRow;

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
            end_account(tx, &row, now)
        });
        done.await.map_err(reason)?;
        self.end_access(id);
        self.journal_grew();
        Ok(view)
    }
}

/// Takes an account away with everything of it, and tells of it.
pub(crate) fn end_account(tx: &mut Tx, row: &AccountRow, now: i64) -> store::Result<()> {
    let key = crate::event::last_key(tx, row.id)?;
    store::account::release_counts(tx, row.id)?;
    store::account::delete(tx, row.id, now)?;
    Record::local(now, row.id, Change::AccountDeleted, row.id)
        .with(json!({ "uri": row.uri, "event_key": key }))
        .append(tx)
}
