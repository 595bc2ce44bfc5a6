//! Ending a grant.

use crypto::sha256;

use crate::{Result, Social};

impl Social {
    /// An app ends what it was let in to do, by a token or by what renews it (RFC 7009). What is not known, or is another
    /// app's, is left alone: the app is told the same.
    pub async fn revoke_bound_token(&self, client_id: &str, token: &str) -> Result<()> {
        let hash = sha256(token.as_bytes());
        let found = self
            .store()
            .read(move |c| store::bound_grant::find_either(c, &hash))
            .await?;
        match found.filter(|grant| grant.client_id == client_id) {
            Some(grant) => self.end_grant(grant.id).await,
            None => Ok(()),
        }
    }

    pub(super) async fn end_grant(&self, id: i64) -> Result<()> {
        let whose = self
            .store()
            .write(move |tx| store::bound_grant::delete(tx, id))
            .await?;
        if let Some(account) = whose {
            self.end_access(account.into());
        }
        Ok(())
    }
}
