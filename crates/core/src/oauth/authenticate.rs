//! Whom a token stands for.

use std::sync::Arc;

use crypto::sha256;
use model::{AccountId, Id, Time};
use store::oauth::TokenRow;

use super::{Access, Scopes, app};
use crate::caller::{Role, Via};
use crate::member::{SEEN_WITHIN, Standing};
use crate::{Caller, Result, Social};

/// Longer than any token of ours.
const MAX_TOKEN_BYTES: usize = 128;

impl Social {
    /// What the bearer of a token may do. `None` when it is not known or has ended; [`crate::Error::Forbidden`] when
    /// its member is not in good standing. A token that was ended elsewhere may work for five seconds more, one that
    /// was ended in this process for none.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Access>> {
        let found = self.identify(token).await?;
        if let Some(access) = &found {
            access.standing.check()?;
        }
        Ok(found)
    }

    /// Whether a token still works, asked of the database itself.
    pub async fn still_authenticates(&self, token: &str) -> Result<bool> {
        let (hash, now) = (sha256(token.as_bytes()), self.now().micros());
        let found = self
            .store()
            .read(move |c| store::oauth::find_token(c, &hash, now))
            .await?;
        Ok(found.is_some_and(|row| access(row).standing.check().is_ok()))
    }

    /// Whom a token stands for, however they stand: **whoever asks looks at [`Access::standing`]**.
    pub async fn identify(&self, token: &str) -> Result<Option<Access>> {
        if token.is_empty() || token.len() > MAX_TOKEN_BYTES {
            return Ok(None);
        }
        let (hash, now) = (sha256(token.as_bytes()), self.now());
        let memory = &self.memory().access.tokens;
        if let Some(known) = memory.get(&hash, now) {
            return Ok(Some(Arc::unwrap_or_clone(known)));
        }
        let asked = memory.ask();
        let micros = now.micros();
        let found = self
            .store()
            .read(move |c| store::oauth::find_token(c, &hash, micros))
            .await?;
        let Some(row) = found else { return Ok(None) };
        let (id, last_used_at) = (row.id, row.last_used_at.map(Time::from_micros));
        let access = access(row);
        if last_used_at.is_none_or(|last| now.since(last) >= SEEN_WITHIN) {
            self.note_token_used(id, now).await;
        }
        memory.put(hash, Arc::new(access.clone()), now, asked);
        Ok(Some(access))
    }

    /// Nobody is refused because this could not be written.
    async fn note_token_used(&self, id: i64, now: Time) {
        let micros = now.micros();
        let done = self
            .store()
            .write(move |tx| store::oauth::touch_token(tx, id, micros))
            .await;
        if let Err(error) = done {
            tracing::warn!(%error, "could not note that a token is in use");
        }
    }
}

/// What a stored token allows now: scopes for moderators count only while its member is one.
fn access(row: TokenRow) -> Access {
    let mut scopes = Scopes::stored(&row.scopes);
    let role = row
        .member
        .as_ref()
        .map_or(Role::Member, |member| Role::from_word(&member.role));
    let standing = row.member.as_ref().map_or(Standing::Good, Standing::from);
    if role < Role::Moderator {
        scopes = scopes.without_admin();
    }
    let via = Via::App {
        app_id: Id::from(row.app.id),
        token_id: Id::from(row.id),
    };
    let caller = row.account_id.map(|account| Caller {
        account_id: AccountId::from(account),
        role,
        via,
    });
    Access {
        caller,
        standing,
        app: app::view(row.app),
        token_id: Id::from(row.id),
        scopes,
    }
}
