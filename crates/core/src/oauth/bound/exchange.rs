//! A code becomes a grant, once.

use crypto::sha256;
use model::AccountId;
use store::Tx;
use store::bound_grant::{GrantRow, GrantTokens, PushedRow};

use super::{BoundGranted, Fresh, MAX_GRANTS, Presenter, PushedRequest, is_for};
use crate::member::{Standing, reason, refuse};
use crate::oauth::{challenge, invalid_grant};
use crate::{Error, Result, Social};

/// What became of a code.
enum Exchange {
    /// It was exchanged.
    Done,
    /// It was used before; what it was used for has ended.
    Reused,
}

impl Social {
    /// Exchanges a code. It must be presented by the app that asked, with its key and the verifier of its challenge, for the
    /// address that it was sent to. A code that comes twice was stolen: what it was used for ends (security row F2).
    pub async fn exchange_bound_code(
        &self,
        by: &Presenter<'_>,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<BoundGranted> {
        let code_hash = sha256(code.as_bytes());
        let found = self
            .store()
            .read(move |c| store::bound_grant::find_code(c, &code_hash))
            .await?;
        let pushed = found
            .filter(|row| row.client_id == by.client_id)
            .ok_or_else(invalid_grant)?;
        let asked: PushedRequest = serde_json::from_str(&pushed.asked).map_err(Error::internal)?;
        let is_right = is_for(
            by,
            &asked.client_id,
            asked.client_thumbprint.as_deref(),
            &asked.key_thumbprint,
        ) && asked.redirect_uri == redirect_uri
            && challenge::is_answered(Some(&asked.challenge), verifier);
        if !is_right && pushed.used_at.is_none() {
            return Err(invalid_grant());
        }
        let account = AccountId::from(pushed.account_id.ok_or_else(invalid_grant)?);
        let now = self.now();
        let fresh = Fresh::draw(
            now,
            now,
            asked.client_thumbprint.is_some(),
            asked.may_refresh,
        );
        let (row, tokens) = (self.grant_row(account, &asked), fresh.row.clone());
        let write = move |tx: &mut Tx| exchange(tx, &code_hash, &pushed, &row, &tokens);
        match self.store().write(write).await.map_err(reason)? {
            Exchange::Done => Ok(fresh.granted(asked.scopes, account)),
            Exchange::Reused => {
                self.end_access(account);
                Err(invalid_grant())
            }
        }
    }

    fn grant_row(&self, account: AccountId, asked: &PushedRequest) -> GrantRow {
        let name = asked.client_name.clone();
        GrantRow {
            id: self.new_id().get(),
            account_id: account.get(),
            client_id: asked.client_id.clone(),
            client_name: name.unwrap_or_else(|| asked.client_host.clone()),
            scopes: asked.scopes.clone(),
            key_thumbprint: asked.key_thumbprint.clone(),
            client_thumbprint: asked.client_thumbprint.clone(),
            created_at: 0,
            renewed_at: 0,
        }
    }
}

fn exchange(
    tx: &mut Tx,
    code_hash: &[u8; 32],
    pushed: &PushedRow,
    row: &GrantRow,
    tokens: &GrantTokens,
) -> store::Result<Exchange> {
    if pushed.used_at.is_some() || !store::bound_grant::use_code(tx, code_hash, row.id, tokens.now)?
    {
        let used = store::bound_grant::find_code(tx, code_hash)?;
        if let Some(grant) = used.and_then(|used| used.grant_id) {
            store::bound_grant::delete(tx, grant)?;
        }
        return Ok(Exchange::Reused);
    }
    let member = store::member::find(tx, row.account_id)?.ok_or(store::Error::NotFound)?;
    Standing::from(&member)
        .check()
        .or(Err(refuse(invalid_grant())))?;
    store::bound_grant::insert(tx, row, tokens)?;
    store::bound_grant::keep_newest(tx, row.account_id, MAX_GRANTS)?;
    Ok(Exchange::Done)
}
