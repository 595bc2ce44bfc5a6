//! Logging in by name or e-mail address.

use model::Acct;
use store::member::MemberRow;

use super::attempts::Place;
use super::{Device, SessionToken, Standing, reason, refuse};
use crate::{Error, Result, Social};

/// The most sessions of one member; the least used ends when there are more.
const MAX_SESSIONS: i64 = 100;
/// Longer than any name or address.
const MAX_LOGIN_BYTES: usize = 512;

/// One text, whatever was wrong (security row F5).
pub(super) const WRONG: Error = Error::Unauthenticated("The name or the password is not right.");

/// What somebody may have typed as their name: an e-mail address, a name, or an address of this community.
struct Login {
    email_folded: String,
    username_folded: String,
}

impl Social {
    /// Logs somebody in and begins a session with a new token. A name that is not known here is refused with the same
    /// text, after the same time, as a wrong password.
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        device: Device,
    ) -> Result<SessionToken> {
        let (found, typed) = self.find_login(login).await?;
        let hash = found.as_ref().map(|member| member.password_hash.clone());
        let who = found
            .as_ref()
            .map_or(typed, |member| member.account_id.to_string());
        let place = Place::new(&who, &device.ip);
        let is_right = self.try_password(place, password.to_owned(), hash).await?;
        let member = found.filter(|_| is_right).ok_or(WRONG)?;
        Standing::from(&member).check()?;
        self.begin_session(&member, &device).await
    }

    /// Whoever has this name or e-mail address, and the two as they were understood.
    pub(super) async fn find_login(&self, login: &str) -> Result<(Option<MemberRow>, String)> {
        let login = self.read_login(login);
        let typed = format!("{} {}", login.username_folded, login.email_folded);
        let found = self
            .store()
            .read(move |c| {
                store::member::find_by_login(c, &login.email_folded, &login.username_folded)
            })
            .await?;
        Ok((found, typed))
    }

    async fn begin_session(&self, member: &MemberRow, device: &Device) -> Result<SessionToken> {
        let (session, token) = self.new_session(member.account_id.into(), device);
        let hash = member.password_hash.clone();
        let done = self.store().write(move |tx| {
            // The password may have been changed while it was checked.
            let now = store::member::find(tx, session.account_id)?;
            if now.is_none_or(|now| now.password_hash != hash) {
                return Err(refuse(WRONG));
            }
            store::session::insert(tx, &session)?;
            store::session::keep_newest(tx, session.account_id, MAX_SESSIONS).map(drop)
        });
        done.await.map_err(reason)?;
        Ok(token)
    }

    fn read_login(&self, typed: &str) -> Login {
        let typed = typed.trim();
        if typed.len() > MAX_LOGIN_BYTES {
            return Login {
                email_folded: String::new(),
                username_folded: String::new(),
            };
        }
        let clean = typed.replace('\0', "").to_lowercase();
        let acct = Acct::parse(&clean).filter(|acct| {
            acct.domain
                .as_ref()
                .is_none_or(|domain| domain == self.domain())
        });
        let email_folded = super::Email::parse("email", &clean).map(|email| email.folded);
        Login {
            email_folded: email_folded.unwrap_or_default(),
            username_folded: acct.map(|acct| acct.username).unwrap_or_default(),
        }
    }
}
