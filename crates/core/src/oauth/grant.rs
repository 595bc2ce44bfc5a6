//! Making tokens: for an app on its own, and for a member.

use std::time::Duration;

use crypto::{random_token, sha256};
use model::AccountId;
use store::Tx;
use store::oauth::NewToken;

use super::authorize::for_role;
use super::scopes::invalid_scope;
use super::{AppView, Granted, Scopes};
use crate::caller::Role;
use crate::{Error, Result, Social};

/// The most tokens that one app has for one member; the oldest end when there are more.
const MAX_TOKENS: i64 = 100;
/// How long a token lasts that can be renewed.
const RENEWABLE_LASTS: Duration = Duration::from_hours(2);

/// A token that has yet to be written, and what the app is told.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) row: NewToken,
    pub(super) granted: Granted,
}

impl Social {
    /// A token for an app that acts on its own. It never holds `admin:` anything.
    pub async fn client_token(&self, app: &AppView, scopes: &str) -> Result<Granted> {
        let scopes = app.grantable(scopes)?.without_admin();
        if scopes.is_empty() {
            return Err(invalid_scope());
        }
        let Grant { row, granted } = self.grant(app, None, &scopes);
        self.store()
            .write(move |tx| store::oauth::insert_token(tx, &row))
            .await?;
        Ok(granted)
    }

    /// A token for an app that acts for a member who has just joined with it, or for whoever has the console. For
    /// somebody who waits for approval it begins to work when they are approved.
    pub async fn token_for_member(
        &self,
        app: &AppView,
        account: AccountId,
        scopes: &str,
    ) -> Result<Granted> {
        let asked = app.grantable(scopes)?;
        let member = self
            .store()
            .read(move |c| store::member::find(c, account.get()))
            .await?;
        let member = member.ok_or(Error::NotFound("This member"))?;
        let scopes = for_role(asked, Role::from_word(&member.role))?;
        let Grant { row, granted } = self.grant(app, Some(account), &scopes);
        self.store().write(move |tx| insert(tx, &row)).await?;
        Ok(granted)
    }

    /// Makes a token; it can be renewed, and then it ends, only if the app asked for that.
    pub(super) fn grant(
        &self,
        app: &AppView,
        account: Option<AccountId>,
        scopes: &Scopes,
    ) -> Grant {
        let (access, now) = (random_token(), self.now());
        let refresh = scopes.is_offline().then(random_token);
        let expires_at = refresh.is_some().then(|| now.plus(RENEWABLE_LASTS));
        let row = NewToken {
            id: self.new_id().get(),
            token_hash: sha256(access.as_bytes()),
            refresh_hash: refresh.as_ref().map(|token| sha256(token.as_bytes())),
            app_id: app.id.get(),
            account_id: account.map(AccountId::get),
            scopes: scopes.to_string(),
            created_at: now.micros(),
            expires_at: expires_at.map(model::Time::micros),
        };
        let granted = Granted {
            access_token: access,
            refresh_token: refresh,
            scopes: row.scopes.clone(),
            created_at: now,
            expires_at,
            account_id: account,
        };
        Grant { row, granted }
    }
}

/// Writes a token, and ends the oldest of its app and member when there are too many.
pub(super) fn insert(tx: &mut Tx, row: &NewToken) -> store::Result<()> {
    store::oauth::insert_token(tx, row)?;
    if let Some(account) = row.account_id {
        store::oauth::keep_newest_tokens(tx, row.app_id, account, MAX_TOKENS)?;
    }
    Ok(())
}
