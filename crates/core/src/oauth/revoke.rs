//! Ending a token.

use crypto::sha256;
use model::{AccountId, Id, Time};

use super::{AppView, Introspection};
use crate::{Caller, Error, Result, Social};

impl Social {
    /// An app ends a token of its own, or what renews it (RFC 7009). One that is not known has ended already, which
    /// is what was wanted; one of another app is refused.
    pub async fn revoke_token(&self, app: &AppView, token: &str) -> Result<()> {
        let hash = sha256(token.as_bytes());
        let found = self
            .store()
            .read(move |c| store::oauth::find_either(c, &hash))
            .await?;
        let Some(token) = found else { return Ok(()) };
        if token.app.id != app.id.get() {
            return Err(Error::Forbidden("This token belongs to another app."));
        }
        self.store()
            .write(move |tx| store::oauth::delete_token(tx, token.id))
            .await?;
        match token.account_id {
            Some(account) => self.end_access(AccountId::from(account)),
            None => self.memory().access.cut(),
        }
        Ok(())
    }

    /// What an app is told of a token of its own; `None` for one that has ended, is not known, or is another app's
    /// (RFC 7662, section 2.2: nothing more is said of those).
    pub async fn introspect(&self, app: &AppView, token: &str) -> Result<Option<Introspection>> {
        let (hash, now) = (sha256(token.as_bytes()), self.now().micros());
        let found = self
            .store()
            .read(move |c| store::oauth::find_token(c, &hash, now))
            .await?;
        let own = found.filter(|token| token.app.id == app.id.get());
        Ok(own.map(|token| Introspection {
            scopes: token.scopes,
            created_at: Time::from_micros(token.created_at),
            account_id: token.account_id.map(AccountId::from),
        }))
    }

    /// A member ends what an app may do for them.
    pub async fn revoke_access(&self, caller: &Caller, token_id: Id) -> Result<()> {
        let (account, id) = (caller.account_id.get(), token_id.get());
        let has_ended = self
            .store()
            .write(move |tx| store::oauth::delete_token_of_account(tx, account, id))
            .await?;
        if !has_ended {
            return Err(Error::NotFound("This app"));
        }
        self.end_access(caller.account_id);
        Ok(())
    }
}
