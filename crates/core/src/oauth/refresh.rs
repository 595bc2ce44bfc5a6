//! Renewing a token.

use crypto::sha256;
use model::AccountId;
use store::Tx;
use store::oauth::{NewToken, Renewal};

use super::authorize::for_role;
use super::grant::Grant;
use super::{AppView, Granted, Scopes, invalid_grant};
use crate::caller::Role;
use crate::member::Standing;
use crate::{Result, Social};

impl Social {
    /// Renews a token. The old one and what renewed it end at once: each counts once. It never gains scopes.
    pub async fn refresh(&self, app: &AppView, refresh_token: &str) -> Result<Granted> {
        let old_hash = sha256(refresh_token.as_bytes());
        let found = self
            .store()
            .read(move |c| store::oauth::find_refresh(c, &old_hash))
            .await?;
        let token = found
            .filter(|token| token.app.id == app.id.get())
            .ok_or_else(invalid_grant)?;
        let mut scopes = Scopes::stored(&token.scopes);
        if let Some(member) = &token.member {
            Standing::from(member).check()?;
            scopes = for_role(scopes, Role::from_word(&member.role))?;
        }
        let account = token.account_id.map(AccountId::from);
        let Grant { row, granted } = self.grant(app, account, &scopes);
        let renewal = renewal(token.id, old_hash, row).ok_or_else(invalid_grant)?;
        let is_done = self
            .store()
            .write(move |tx: &mut Tx| store::oauth::renew_token(tx, &renewal))
            .await?;
        if !is_done {
            return Err(invalid_grant());
        }
        self.memory().access.cut();
        Ok(granted)
    }
}

fn renewal(id: i64, old_refresh_hash: [u8; 32], new: NewToken) -> Option<Renewal> {
    Some(Renewal {
        id,
        old_refresh_hash,
        token_hash: new.token_hash,
        refresh_hash: new.refresh_hash?,
        scopes: new.scopes,
        created_at: new.created_at,
        expires_at: new.expires_at,
    })
}
