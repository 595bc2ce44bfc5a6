//! Other accounts of the same person, and moving from one to the other (FEP-7628).

use model::AccountId;
use serde_json::json;
use store::Tx;

use super::attempts::Place;
use super::{reason, refuse};
use crate::inbound::ONCE_IN;
use crate::journal::{Change, Record};
use crate::{AccountView, Caller, Error, Found, Result, Social, Viewer};

/// How many other accounts somebody may name.
const MOST_ALIASES: usize = 10;
const TOO_MANY: Error = Error::Conflict("You can name ten accounts. Take one away first.");
const NO_HOME: Error = Error::Conflict("The other account has just moved on itself.");
const TOO_SOON: Error = Error::Conflict(
    "You moved less than a week ago. Please wait, or your followers would go to and fro.",
);

impl Social {
    /// The other accounts that a member says are theirs. Anybody may see them: their actors say so.
    pub async fn aliases(&self, account: AccountId) -> Result<Vec<AccountView>> {
        let id = account.get();
        let ids = self
            .store()
            .read(move |conn| store::account_move::aliases(conn, id))
            .await?;
        let ids: Vec<AccountId> = ids.into_iter().map(AccountId::from).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.accounts(Viewer::Anyone, &ids).await
    }

    /// Names another account as the caller's own, `@name@server` or the address of its page. From there they can move here, once the
    /// other account wants it, too.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] on `alias` when nobody is found, or it is the caller; [`Error::Conflict`] when there are too many.
    pub async fn add_alias(&self, caller: &Caller, reference: &str) -> Result<()> {
        let alias = self.other_account(caller, reference, "alias").await?;
        let (account, alias, now) = (caller.account_id.get(), alias.get(), self.now().micros());
        let added = self.store().write(move |tx| {
            if store::account_move::aliases(tx, account)?.len() >= MOST_ALIASES {
                return Err(refuse(TOO_MANY));
            }
            if store::account_move::add_alias(tx, account, alias)? {
                Record::local(now, account, Change::AccountUpdated, account).append(tx)?;
            }
            Ok(())
        });
        added.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }

    /// Takes one of the caller's other accounts away.
    pub async fn remove_alias(&self, caller: &Caller, alias: AccountId) -> Result<()> {
        let (account, alias, now) = (caller.account_id.get(), alias.get(), self.now().micros());
        let removed = self.store().write(move |tx| {
            if store::account_move::remove_alias(tx, account, alias)? {
                Record::local(now, account, Change::AccountUpdated, account).append(tx)?;
            }
            Ok(())
        });
        removed.await?;
        self.journal_grew();
        Ok(())
    }

    /// Moves the caller to another account, which names theirs among its own: followers are told, those here follow the other one at
    /// once, and the account says where it went. What they wrote stays.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] on `password` or `target`; [`Error::Conflict`] when they moved a short while ago.
    pub async fn move_away(&self, caller: &Caller, password: &str, reference: &str) -> Result<()> {
        self.check_own_password(caller, password).await?;
        let target = self.other_account(caller, reference, "target").await?;
        if !self.takes_in(caller.account_id, target).await? {
            return Err(Error::invalid(
                "target",
                "not_mutual",
                "does not name this account as one of its own yet, or has moved on itself",
            ));
        }
        let (from, to, now) = (caller.account_id.get(), target.get(), self.now().micros());
        let since = i64::try_from(ONCE_IN.as_micros()).unwrap_or(i64::MAX);
        let moved = self
            .store()
            .write(move |tx| depart(tx, (from, to), now, since));
        moved.await.map_err(reason)?;
        self.carry_all_over(caller.account_id, target).await
    }

    /// The caller has not moved after all. Who follows the other account goes on doing so.
    pub async fn come_back(&self, caller: &Caller) -> Result<()> {
        let (account, now) = (caller.account_id.get(), self.now().micros());
        let back = self.store().write(move |tx| {
            if store::account_move::forget(tx, account)? {
                Record::local(now, account, Change::AccountUpdated, account).append(tx)?;
            }
            Ok(())
        });
        back.await?;
        self.journal_grew();
        Ok(())
    }

    /// A stolen session may not be used to guess; where it is used from says nothing.
    async fn check_own_password(&self, caller: &Caller, password: &str) -> Result<()> {
        let account = caller.account_id.get();
        let member = self
            .store()
            .read(move |conn| store::member::find(conn, account)?.ok_or(store::Error::NotFound))
            .await?;
        let place = Place::new(&account.to_string(), "session");
        let is_right = self.try_password(place, password.to_owned(), Some(member.password_hash));
        if is_right.await? {
            Ok(())
        } else {
            Err(Error::invalid("password", "invalid", "is not right"))
        }
    }

    /// Somebody else, by what people call them.
    async fn other_account(
        &self,
        caller: &Caller,
        reference: &str,
        field: &'static str,
    ) -> Result<AccountId> {
        match self.resolve(reference.trim()).await? {
            Some(Found::Account(id)) if id == caller.account_id => {
                Err(Error::invalid(field, "invalid", "is this account itself"))
            }
            Some(Found::Account(id)) => Ok(id),
            _ => Err(Error::invalid(
                field,
                "not_found",
                "was not found. Write it like @name@example.org",
            )),
        }
    }

    /// Whether an account names one of this community as the same person's, and has not moved on itself. Others are asked anew.
    async fn takes_in(&self, from: AccountId, to: AccountId) -> Result<bool> {
        let target = self.account(Viewer::Anyone, to).await?;
        if target.is_local() {
            let aliases = self.aliases(to).await?;
            return Ok(target.moved_to.is_none() && aliases.iter().any(|alias| alias.id == from));
        }
        for network in self.networks() {
            if network.takes_in(from, &target.uri).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn depart(tx: &mut Tx, (from, to): (i64, i64), now: i64, since: i64) -> store::Result<()> {
    // Again to the same account: followers whom a crash left behind go along now.
    if store::account_move::moved_to(tx, from)? == Some(to) {
        return Ok(());
    }
    // Two who move to each other at the same moment would be nowhere.
    if store::account_move::moved_to(tx, to)?.is_some() {
        return Err(refuse(NO_HOME));
    }
    let moved_at = store::account_move::moved_at(tx, from)?;
    if moved_at.is_some_and(|at| at > now.saturating_sub(since)) {
        return Err(refuse(TOO_SOON));
    }
    store::account_move::note(tx, from, to, now)?;
    Record::local(now, from, Change::AccountUpdated, from)
        .with(json!({ "moved_to": to.to_string() }))
        .append(tx)
}
