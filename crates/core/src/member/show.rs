//! A member, for themselves.

use model::Time;

use super::{MemberSettings, MemberView};
use crate::caller::Role;
use crate::{Caller, Result, Social};

impl Social {
    /// The caller, with what nobody else may see.
    pub async fn member(&self, caller: &Caller) -> Result<MemberView> {
        let id = caller.account_id.get();
        let read = self.store().read(move |conn| {
            let member = store::member::find(conn, id)?.ok_or(store::Error::NotFound)?;
            Ok((member, store::member::count_follow_requests(conn, id)?))
        });
        let (member, follow_requests_count) = read.await?;
        Ok(MemberView {
            account: self.account(caller.viewer(), caller.account_id).await?,
            role: Role::from_word(&member.role),
            created_at: Time::from_micros(member.created_at),
            settings: MemberSettings::from_json(&member.settings),
            email: member.email,
            follow_requests_count,
        })
    }
}
