//! A member lets an app in.

use std::time::Duration;

use crypto::{random_token, sha256};
use store::oauth::CodeRow;

use super::scopes::invalid_scope;
use super::{AppView, AuthorizeRequest, Scopes, challenge};
use crate::caller::Role;
use crate::{Caller, Error, Result, Social};

/// How long a code can be exchanged (RFC 6749, 4.1.2: ten minutes at most).
const CODE_LASTS: Duration = Duration::from_mins(10);

impl Social {
    /// Whether an app may ask this. Check it before the consent page is shown, and **do not send anybody to the
    /// redirect address when the code is `invalid_client` or `invalid_redirect_uri`**: it is not the app's.
    pub async fn check_authorize(&self, request: &AuthorizeRequest) -> Result<AppView> {
        let app = self.find_app(&request.client_id).await?.ok_or_else(|| {
            Error::invalid(
                "client_id",
                "invalid_client",
                "belongs to no app that is known here",
            )
        })?;
        if !app.redirect_uris.contains(&request.redirect_uri) {
            let reason = "is not one that the app registered";
            return Err(Error::invalid(
                "redirect_uri",
                "invalid_redirect_uri",
                reason,
            ));
        }
        if !request
            .challenge
            .as_deref()
            .is_none_or(challenge::is_well_formed)
        {
            let reason = "must be the base64url of a SHA-256 digest";
            return Err(Error::invalid("code_challenge", "invalid_request", reason));
        }
        app.grantable(&request.scopes)?;
        Ok(app)
    }

    /// Makes the code that the app exchanges for a token. The member has agreed.
    pub async fn authorize(&self, caller: &Caller, request: AuthorizeRequest) -> Result<String> {
        let app = self.check_authorize(&request).await?;
        let scopes = for_role(app.grantable(&request.scopes)?, caller.role)?;
        let code = random_token();
        let row = CodeRow {
            code_hash: sha256(code.as_bytes()),
            app_id: app.id.get(),
            account_id: caller.account_id.get(),
            redirect_uri: request.redirect_uri,
            scopes: scopes.to_string(),
            challenge: request.challenge,
            expires_at: self.now().plus(CODE_LASTS).micros(),
            used_at: None,
            token_id: None,
        };
        self.store()
            .write(move |tx| store::oauth::insert_code(tx, &row))
            .await?;
        Ok(code)
    }
}

impl AppView {
    /// The scopes that were asked for, if the app registered as much (security row F3).
    pub(super) fn grantable(&self, asked: &str) -> Result<Scopes> {
        let asked = Scopes::parse(asked)?;
        if Scopes::stored(&self.scopes).holds_all(&asked) {
            return Ok(asked);
        }
        Err(invalid_scope())
    }
}

/// What somebody of this role can grant. `admin:` scopes are left out for members; the app is told what it got
/// (RFC 6749, 3.3). Refused when nothing is left.
pub(super) fn for_role(scopes: Scopes, role: Role) -> Result<Scopes> {
    let scopes = if role >= Role::Moderator {
        scopes
    } else {
        scopes.without_admin()
    };
    if scopes.is_empty() {
        Err(invalid_scope())
    } else {
        Ok(scopes)
    }
}
