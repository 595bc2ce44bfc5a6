//! A new password.

use store::Tx;
use store::member::MemberRow;

use super::attempts::Place;
use super::{password, reason, refuse};
use crate::caller::Via;
use crate::{Caller, Error, Result, Social};

const LOST_RACE: Error =
    Error::Conflict("The password was changed at the same moment. Please try again.");

impl Social {
    /// Changes the caller's password. Everybody else who is in with the old one is out: all other sessions, all
    /// tokens of apps, codes on their way to one, passwords for apps and what came in with them end in the same
    /// transaction (security row F9).
    pub async fn change_password(&self, caller: &Caller, old: &str, new: &str) -> Result<()> {
        let account = caller.account_id.get();
        let (member, username) = self
            .store()
            .read(move |c| {
                let member = store::member::find(c, account)?.ok_or(store::Error::NotFound)?;
                let accounts = store::account::load(c, &[account])?;
                Ok((member, accounts.into_iter().next().map(|row| row.username)))
            })
            .await?;
        let hash = Some(member.password_hash.clone());
        // A stolen session may not be used to guess; where it is used from says nothing.
        let place = Place::new(&account.to_string(), "session");
        if !self.try_password(place, old.to_owned(), hash).await? {
            return Err(Error::invalid("old_password", "invalid", "is not right"));
        }
        password::check(
            "password",
            new,
            &[&username.unwrap_or_default(), &member.email, old],
        )?;
        let new_hash = self.hash_password(new.to_owned()).await?;
        let kept = match caller.via {
            Via::Session(id) => id.get(),
            Via::App { .. } | Via::LogIn(_) | Via::Console => 0,
        };
        let done = self
            .store()
            .write(move |tx| write(tx, &member, &new_hash, kept));
        done.await.map_err(reason)?;
        self.end_access(caller.account_id);
        Ok(())
    }
}

fn write(tx: &mut Tx, member: &MemberRow, new_hash: &str, kept: i64) -> store::Result<()> {
    let account = member.account_id;
    if !store::member::set_password(tx, account, &member.password_hash, new_hash)? {
        return Err(refuse(LOST_RACE));
    }
    end_all_access(tx, account, kept)
}

/// Ends all that came in with a password: sessions but the one that is `kept` (0 for none), tokens of apps and codes on
/// their way to one, passwords for apps and what came in with them.
pub(crate) fn end_all_access(tx: &mut Tx, account: i64, kept: i64) -> store::Result<()> {
    store::session::delete_others(tx, account, kept)?;
    store::oauth::delete_codes_of_account(tx, account)?;
    store::oauth::delete_tokens_of_account(tx, account)?;
    store::app_login::delete_all(tx, account)?;
    store::bound_grant::delete_all(tx, account)?;
    Ok(())
}
