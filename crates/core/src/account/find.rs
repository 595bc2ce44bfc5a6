//! Finding accounts that are known already.

use model::{AccountId, Acct};

use crate::{AccountView, Result, Social};

impl Social {
    /// The account behind `name`, `name@here`, `name@there`, or a name with a dot that holds without a server
    /// (`alice.example`), if it is known. Asks no network.
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
        let is_whole = acct.domain.is_none() && name.contains('.');
        let found = self
            .store()
            .read(move |conn| {
                let found = store::account::find(conn, &name, &host)?;
                if found.is_none() && is_whole {
                    return store::account::find_by_name(conn, &name);
                }
                Ok(found)
            })
            .await?;
        Ok(found.map(AccountId::from))
    }
}
