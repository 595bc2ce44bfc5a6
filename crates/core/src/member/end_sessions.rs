//! Logging out, here and elsewhere.

use model::{Id, Time};

use super::SessionView;
use crate::caller::Via;
use crate::{Caller, Error, Result, Social};

/// The most sessions on a list.
const MAX_LISTED: i64 = 100;

impl Social {
    /// Ends the session that asks. An app ends its token instead, see [`Social::revoke_token`].
    pub async fn log_out(&self, caller: &Caller) -> Result<()> {
        let Via::Session(id) = caller.via else {
            return Ok(());
        };
        match self.end_session(caller, id).await {
            // It had ended already.
            Err(Error::NotFound(_)) => Ok(()),
            other => other,
        }
    }

    /// The log-ins of a member, the last used first.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<SessionView>> {
        let account = caller.account_id.get();
        let alive_since = Self::sessions_alive_since(self.now()).micros();
        let rows = self
            .store()
            .read(move |c| store::session::of_account(c, account, alive_since, MAX_LISTED))
            .await?;
        let views = rows.into_iter().map(|row| SessionView {
            id: Id::from(row.id),
            user_agent: row.user_agent,
            ip: row.ip,
            created_at: Time::from_micros(row.created_at),
            last_seen_at: Time::from_micros(row.last_seen_at),
            is_current: caller.via == Via::Session(row.id.into()),
        });
        Ok(views.collect())
    }

    /// Ends one session of the caller's own.
    pub async fn end_session(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let has_ended = self
            .store()
            .write(move |tx| store::session::delete(tx, account, id.get()))
            .await?;
        if !has_ended {
            return Err(Error::NotFound("This session"));
        }
        self.end_access(caller.account_id);
        Ok(())
    }
}
