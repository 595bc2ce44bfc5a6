//! Sessions: whom a browser's token stands for.

use std::time::Duration;

use crypto::{random_token, sha256};
use model::{AccountId, Time, sanitize};
use store::session::{NewSession, SessionMember};

use super::{Device, SessionToken};
use crate::caller::{Role, Via};
use crate::{Caller, Result, Social};

/// How long a session lives without being used.
const LIVES: Duration = Duration::from_hours(90 * 24);
/// How exact `last_seen_at` is: more would be a write for every page.
pub(crate) const SEEN_WITHIN: Duration = Duration::from_mins(10);
/// Longer than any token of ours.
const MAX_TOKEN_BYTES: usize = 128;
const MAX_USER_AGENT_CHARS: usize = 300;
const MAX_IP_CHARS: usize = 64;

impl Social {
    /// The member whom a browser's token stands for. `None` when the session has ended.
    pub async fn session(&self, token: &str) -> Result<Option<Caller>> {
        if token.is_empty() || token.len() > MAX_TOKEN_BYTES {
            return Ok(None);
        }
        let (hash, now) = (sha256(token.as_bytes()), self.now());
        let memory = &self.memory().members.sessions;
        if let Some(known) = memory.get(&hash, now) {
            return Ok(Some(known));
        }
        let asked = memory.ask();
        let alive_since = Self::sessions_alive_since(now).micros();
        let found = self
            .store()
            .read(move |c| store::session::find(c, &hash, alive_since))
            .await?;
        let Some(found) = found else { return Ok(None) };
        self.note_session_seen(&found, now).await;
        let caller = Caller {
            account_id: AccountId::from(found.account_id),
            role: Role::from_word(&found.role),
            via: Via::Session(found.id.into()),
        };
        memory.put(hash, caller.clone(), now, asked);
        Ok(Some(caller))
    }

    /// Sessions that were not used since then have ended.
    pub(super) fn sessions_alive_since(now: Time) -> Time {
        now.minus(LIVES)
    }

    /// A session that has yet to be written, and the token for the browser. Every log-in has a new one.
    pub(crate) fn new_session(
        &self,
        account: AccountId,
        device: &Device,
    ) -> (NewSession, SessionToken) {
        let token = random_token();
        let session = NewSession {
            id: self.new_id().get(),
            token_hash: sha256(token.as_bytes()),
            account_id: account.get(),
            user_agent: sanitize::line(&device.user_agent, MAX_USER_AGENT_CHARS),
            ip: sanitize::line(&device.ip, MAX_IP_CHARS),
            now: self.now().micros(),
        };
        (session, SessionToken(token))
    }

    /// Nobody is refused a page because this could not be written.
    async fn note_session_seen(&self, session: &SessionMember, now: Time) {
        if now.since(Time::from_micros(session.last_seen_at)) < SEEN_WITHIN {
            return;
        }
        let (id, now) = (session.id, now.micros());
        if let Err(error) = self
            .store()
            .write(move |tx| store::session::touch(tx, id, now))
            .await
        {
            tracing::warn!(%error, "could not note that a session is in use");
        }
    }
}
