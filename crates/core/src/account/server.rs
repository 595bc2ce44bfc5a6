//! The server's own account: it signs what the server does for nobody in particular.

use model::{AccountId, AccountKind};

use super::Birth;
use crate::{Result, Social};

impl Social {
    /// The server's own account, made at the first call. Its name is the host's, as Mastodon does it, so that no
    /// person can have it.
    pub async fn server_account(&self) -> Result<AccountId> {
        if let Some(id) = self.memory().server_account.get() {
            return Ok(*id);
        }
        let known = self.find_server_account().await?;
        let id = match known {
            Some(id) => id,
            None => self.make_server_account().await?,
        };
        Ok(*self.memory().server_account.get_or_init(|| id))
    }

    async fn find_server_account(&self) -> Result<Option<AccountId>> {
        let name = self.domain().as_str().to_lowercase();
        let found = self
            .store()
            .read(move |conn| store::account::find(conn, &name, &name))
            .await?;
        Ok(found.map(AccountId::from))
    }

    async fn make_server_account(&self) -> Result<AccountId> {
        let birth = Birth::prepare(self, self.domain().as_str(), AccountKind::Server).await?;
        let id = birth.account_id();
        match self.store().write(move |tx| birth.insert(tx)).await {
            Ok(()) => Ok(id),
            // Another process made it at the same moment.
            Err(store::Error::Conflict(_)) => Ok(self.find_server_account().await?.unwrap_or(id)),
            Err(error) => Err(error.into()),
        }
    }
}
