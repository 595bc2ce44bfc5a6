//! Finding accounts that are known already.

use model::{AccountId, Acct};

use crate::{AccountView, Result, Social};

impl Social {
    /// The account behind `name`, `name@here` or `name@there`, if it is known. Asks no network.
    pub async fn find_account(&self, acct: &str) -> Result<Option<AccountView>> {
        let Some(acct) = Acct::parse(acct) else {
            return Ok(None);
        };
        let Some(id) = self.find_account_id(&acct).await? else {
            return Ok(None);
        };
        Ok(self.account_views(&[id]).await?.into_iter().next())
    }

    pub(crate) async fn find_account_id(&self, acct: &Acct) -> Result<Option<AccountId>> {
        let host = acct
            .domain
            .as_ref()
            .unwrap_or_else(|| self.domain())
            .as_str()
            .to_owned();
        let name = acct.username.to_lowercase();
        let found = self
            .store()
            .read(move |conn| store::account::find(conn, &name, &host))
            .await?;
        Ok(found.map(AccountId::from))
    }
}
