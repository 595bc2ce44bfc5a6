//! Leaving for good.

use model::AccountId;

use super::attempts::Place;
use super::{CodePurpose, reason, refuse};
use crate::caller::Role;
use crate::staff::end_account;
use crate::{Error, Result, Social};

const WRONG: Error = Error::Unauthenticated("The password is not right.");
const LAST: Error = Error::Forbidden(
    "The owner of a community cannot leave it. Please make somebody else its owner first.",
);

impl Social {
    /// Deletes an account with everything of it, for its member: with their password and the word that was drawn for
    /// it. [`Error::Invalid`] when the word is not right, [`Error::Unauthenticated`] when the password is not.
    pub async fn leave(&self, account: AccountId, password: &str, code: &str) -> Result<()> {
        let id = account.get();
        let member = self
            .store()
            .read(move |conn| store::member::find(conn, id))
            .await?;
        let hash = member.as_ref().map(|member| member.password_hash.clone());
        let place = Place::new(&id.to_string(), "leaving");
        let is_right = self.try_password(place, password.to_owned(), hash).await?;
        let member = member.filter(|_| is_right).ok_or(WRONG)?;
        if !self.is_code(account, CodePurpose::Deletion, code).await? {
            return Err(Error::invalid("token", "invalid", "is not right"));
        }
        if Role::from_word(&member.role) == Role::Owner {
            return Err(LAST);
        }
        let now = self.now().micros();
        let done = self.store().write(move |tx| {
            let row = store::account::load(tx, &[id])?.pop();
            let row = row.ok_or_else(|| refuse(Error::NotFound("This account")))?;
            end_account(tx, &row, now)
        });
        done.await.map_err(reason)?;
        self.end_access(account);
        self.journal_grew();
        Ok(())
    }
}
