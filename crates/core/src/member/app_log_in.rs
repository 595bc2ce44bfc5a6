//! Logging in by an app that asks for a name and a password, and what renews such a log-in.
//!
//! What the app keeps is made by the network's adapter and says only which log-in it is and how often it was renewed: it
//! is signed, so nothing of it has to be kept here.

use std::time::Duration;

use crypto::sha256;
use model::{AccountId, Id, Time};
use store::Tx;
use store::app_login::{AppLoginRow, NewAppLogin};
use store::member::MemberRow;

use super::app_password::{self, AppPasswordKind};
use super::attempts::Place;
use super::log_in::WRONG;
use super::{Device, Standing, reason, refuse};
use crate::caller::{Role, Via};
use crate::{Caller, Result, Social};

/// How long a log-in lives without being renewed.
pub const APP_LOG_IN_LIVES: Duration = Duration::from_hours(90 * 24);
/// How long what renewed a log-in may come a second time: an app that did not get the answer asks again.
const GRACE: Duration = Duration::from_mins(2);
/// The most log-ins of one member; the least renewed ends when there are more.
const MAX_LOG_INS: i64 = 200;

/// Who wants to log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Somebody whom the network knows.
    Account(AccountId),
    /// A name or an e-mail address, as typed.
    Typed(String),
}

/// With what somebody logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedInWith {
    /// Their own password.
    Password,
    /// One for apps.
    AppPassword(AppPasswordKind),
}

/// A log-in of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppLogIn {
    /// Which.
    pub id: Id,
    /// How often it was renewed.
    pub generation: i64,
    /// With what.
    pub with: LoggedInWith,
    /// As whom it acts.
    pub caller: Caller,
    /// How they stand. **Whoever asks looks at it.**
    pub standing: Standing,
}

/// What became of a wish to renew a log-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewed {
    /// It goes on, and this is what it is now.
    Done(AppLogIn),
    /// It has ended; maybe just now, because what renewed it before came again.
    Ended,
}

impl Social {
    /// Logs an app in, with the member's own password or with one for apps. A name that is not known is refused with the
    /// same text, after the same time, as a wrong password (security row F5).
    pub async fn log_in_app(
        &self,
        who: Named,
        password: &str,
        device: &Device,
    ) -> Result<AppLogIn> {
        let (found, typed) = self.find_named(who).await?;
        let key = found
            .as_ref()
            .map_or(typed, |member| member.account_id.to_string());
        let place = Place::new(&key, &device.ip);
        let drawn = self.find_drawn(found.as_ref(), password).await?;
        let (member, password_id) = match (found, drawn) {
            (Some(member), Some(drawn)) => (member, Some(drawn)),
            (found, _) => {
                let hash = found.as_ref().map(|member| member.password_hash.clone());
                let is_right = self.try_password(place, password.to_owned(), hash).await?;
                (found.filter(|_| is_right).ok_or(WRONG)?, None)
            }
        };
        Standing::from(&member).check()?;
        self.begin_app_log_in(member, password_id).await
    }

    /// A log-in that has just begun for a newcomer, whose password was not asked a second time.
    pub async fn begin_app_log_in_of(&self, account: AccountId) -> Result<AppLogIn> {
        let member = self
            .store()
            .read(move |c| store::member::find(c, account.get()))
            .await?
            .ok_or(WRONG)?;
        self.begin_app_log_in(member, None).await
    }

    /// The log-in of this id, if it has not ended. One that was ended elsewhere may be found for five seconds more.
    pub async fn app_log_in(&self, id: Id) -> Result<Option<AppLogIn>> {
        let (now, memory) = (self.now(), &self.memory().members.app_log_ins);
        if let Some(known) = memory.get(&id.get(), now) {
            return Ok(Some(known));
        }
        let asked = memory.ask();
        let found = self.read_app_log_in(id, now).await?;
        if let Some(found) = &found {
            memory.put(id.get(), found.clone(), now, asked);
        }
        Ok(found)
    }

    /// Renews a log-in with what was made at this generation. Each counts once; the one before the newest counts for two
    /// minutes more and gives the same again. Any older one was stolen, and the log-in ends.
    pub async fn renew_app_log_in(&self, id: Id, generation: i64) -> Result<Renewed> {
        let now = self.now();
        let Some(known) = self.read_app_log_in(id, now).await? else {
            return Ok(Renewed::Ended);
        };
        known.standing.check()?;
        let (id, ends) = (id.get(), now.plus(APP_LOG_IN_LIVES).micros());
        let write = move |tx: &mut Tx| renew(tx, id, generation, now, ends);
        let renewed = self.store().write(write).await?;
        self.memory().members.app_log_ins.cut();
        if let Some(generation) = renewed {
            return Ok(Renewed::Done(AppLogIn {
                generation,
                ..known
            }));
        }
        self.end_access(known.caller.account_id);
        Ok(Renewed::Ended)
    }

    /// Ends a log-in. One that is not known has ended already.
    pub async fn end_app_log_in(&self, id: Id) -> Result<()> {
        let whose = self
            .store()
            .write(move |tx| store::app_login::delete(tx, id.get()))
            .await?;
        if let Some(account) = whose {
            self.end_access(account.into());
        }
        Ok(())
    }

    async fn find_named(&self, who: Named) -> Result<(Option<MemberRow>, String)> {
        match who {
            Named::Account(account) => {
                let id = account.get();
                let found = self
                    .store()
                    .read(move |c| store::member::find(c, id))
                    .await?;
                Ok((found, account.to_string()))
            }
            Named::Typed(text) => self.find_login(&text).await,
        }
    }

    async fn find_drawn(&self, member: Option<&MemberRow>, password: &str) -> Result<Option<i64>> {
        let Some(account) = member.map(|member| member.account_id) else {
            return Ok(None);
        };
        if !app_password::is_drawn(password) {
            return Ok(None);
        }
        let hash = sha256(password.to_ascii_lowercase().as_bytes());
        let found = self
            .store()
            .read(move |c| store::app_login::find_password(c, account, &hash))
            .await?;
        Ok(found.map(|password| password.id))
    }

    async fn begin_app_log_in(&self, member: MemberRow, password: Option<i64>) -> Result<AppLogIn> {
        let now = self.now();
        let new = NewAppLogin {
            id: self.new_id().get(),
            account_id: member.account_id,
            app_password_id: password,
            created_at: now.micros(),
            expires_at: now.plus(APP_LOG_IN_LIVES).micros(),
        };
        let done = self.store().write(move |tx| {
            // The password may have been changed while it was checked.
            let current = store::member::find(tx, new.account_id)?;
            if current.is_none_or(|current| current.password_hash != member.password_hash) {
                return Err(refuse(WRONG));
            }
            store::app_login::insert(tx, &new)?;
            store::app_login::keep_newest(tx, new.account_id, MAX_LOG_INS)?;
            Ok(new.id)
        });
        let id = Id::from(done.await.map_err(reason)?);
        let found = self.read_app_log_in(id, now).await?;
        found.ok_or(WRONG)
    }

    async fn read_app_log_in(&self, id: Id, now: Time) -> Result<Option<AppLogIn>> {
        let found = self.store().read(move |c| {
            let Some(row) = store::app_login::find(c, id.get(), now.micros())? else {
                return Ok(None);
            };
            Ok(store::member::find(c, row.account_id)?.map(|member| (row, member)))
        });
        Ok(found.await?.map(|(row, member)| app_log_in(&row, &member)))
    }
}

fn app_log_in(row: &AppLoginRow, member: &MemberRow) -> AppLogIn {
    let app_password = row.is_privileged.map(app_password::kind);
    AppLogIn {
        id: row.id.into(),
        generation: row.generation,
        with: app_password.map_or(LoggedInWith::Password, LoggedInWith::AppPassword),
        caller: Caller {
            account_id: row.account_id.into(),
            role: Role::from_word(&member.role),
            via: Via::LogIn(row.id.into()),
        },
        standing: Standing::from(member),
    }
}

/// The generation that a log-in has now; nothing when it has ended, or ends for what was presented.
fn renew(
    tx: &mut Tx,
    id: i64,
    generation: i64,
    now: Time,
    ends: i64,
) -> store::Result<Option<i64>> {
    if store::app_login::renew(tx, id, generation, now.micros(), ends)? {
        return Ok(Some(generation.saturating_add(1)));
    }
    let Some(current) = store::app_login::find(tx, id, now.micros())? else {
        return Ok(None);
    };
    let was_just_renewed = generation.saturating_add(1) == current.generation
        && now.since(Time::from_micros(current.renewed_at)) < GRACE;
    if was_just_renewed {
        return Ok(Some(current.generation));
    }
    store::app_login::delete(tx, id)?;
    Ok(None)
}
