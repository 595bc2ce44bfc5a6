//! A code becomes a token, once.

use crypto::sha256;
use model::AccountId;
use store::Tx;
use store::oauth::CodeRow;

use super::grant::{self, Grant};
use super::{AppView, Granted, Scopes, challenge, invalid_grant};
use crate::member::{Standing, reason, refuse};
use crate::{Result, Social};

/// What became of a code.
enum Exchange {
    /// It was exchanged.
    Done,
    /// It was used before; the token it was used for, of this account, has ended.
    Reused(AccountId),
}

impl Social {
    /// Exchanges a code. It must be for this app, have been sent to this address, and be asked for by whoever has the
    /// verifier of its challenge. A code that comes twice was stolen: the token it was used for ends (security row F2).
    pub async fn exchange_code(
        &self,
        app: &AppView,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<Granted> {
        let code_hash = sha256(code.as_bytes());
        let found = self
            .store()
            .read(move |c| store::oauth::find_code(c, &code_hash))
            .await?;
        let code = found
            .filter(|code| code.app_id == app.id.get())
            .ok_or_else(invalid_grant)?;
        let is_right = code.redirect_uri == redirect_uri
            && challenge::is_answered(code.challenge.as_deref(), verifier)
            && self.now().micros() < code.expires_at;
        if !is_right && code.used_at.is_none() {
            return Err(invalid_grant());
        }
        let account = AccountId::from(code.account_id);
        let Grant { row, granted } = self.grant(app, Some(account), &Scopes::stored(&code.scopes));
        let write = move |tx: &mut Tx| exchange(tx, &code, &row);
        match self.store().write(write).await.map_err(reason)? {
            Exchange::Done => Ok(granted),
            Exchange::Reused(account) => {
                self.end_access(account);
                Err(invalid_grant())
            }
        }
    }
}

fn exchange(tx: &mut Tx, code: &CodeRow, row: &store::oauth::NewToken) -> store::Result<Exchange> {
    if !store::oauth::use_code(tx, &code.code_hash, row.id, row.created_at)? {
        let used = store::oauth::find_code(tx, &code.code_hash)?;
        if let Some(token) = used.and_then(|used| used.token_id) {
            store::oauth::delete_token(tx, token)?;
        }
        return Ok(Exchange::Reused(code.account_id.into()));
    }
    let member = store::member::find(tx, code.account_id)?.ok_or(store::Error::NotFound)?;
    Standing::from(&member)
        .check()
        .or(Err(refuse(invalid_grant())))?;
    grant::insert(tx, row)?;
    Ok(Exchange::Done)
}
