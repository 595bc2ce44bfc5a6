//! Short words by which a member shows that it is really them who asked for something grave, beside being logged in.
//! Others send them by mail; here they are shown on a page that only the member sees.

use std::time::Duration;

use crypto::{random_bytes, sha256};
use data_encoding::BASE32_NOPAD;
use model::AccountId;

use crate::{Caller, Result, Social};

/// How long a word counts.
const LIVES: Duration = Duration::from_mins(30);

/// What a word is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// Taking the account's name to another server.
    Moving,
    /// Deleting the account.
    Deletion,
}

impl CodePurpose {
    const ALL: [Self; 2] = [Self::Moving, Self::Deletion];

    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moving => "moving",
            Self::Deletion => "deletion",
        }
    }
}

impl Social {
    /// Draws a word for a purpose, instead of the one before. It counts for half an hour: `abcde-fghij`.
    pub async fn draw_code(&self, account: AccountId, purpose: CodePurpose) -> Result<()> {
        let letters = BASE32_NOPAD.encode(&random_bytes::<7>()).to_lowercase();
        let (first, rest) = letters.split_at_checked(5).unwrap_or((&letters, ""));
        let second: String = rest.chars().take(5).collect();
        let code = format!("{first}-{second}");
        let expires_at = self.now().plus(LIVES).micros();
        let account = account.get();
        let kept = self.store().write(move |tx| {
            store::member_code::put(tx, account, (purpose.as_str(), &code), expires_at)
        });
        Ok(kept.await?)
    }

    /// The words that count now, for the member they were drawn for.
    pub async fn codes(&self, caller: &Caller) -> Result<Vec<(CodePurpose, String)>> {
        self.codes_of(caller.account_id).await
    }

    async fn codes_of(&self, account: AccountId) -> Result<Vec<(CodePurpose, String)>> {
        let (account, now) = (account.get(), self.now().micros());
        let rows = self
            .store()
            .read(move |conn| store::member_code::of_account(conn, account, now))
            .await?;
        let known = rows.into_iter().filter_map(|(purpose, code)| {
            let purpose = CodePurpose::ALL.into_iter().find(|p| p.as_str() == purpose);
            Some((purpose?, code))
        });
        Ok(known.collect())
    }

    /// Whether this is the word for a purpose.
    pub async fn is_code(
        &self,
        account: AccountId,
        purpose: CodePurpose,
        typed: &str,
    ) -> Result<bool> {
        let codes = self.codes_of(account).await?;
        let digest = |text: &str| sha256(text.trim().to_ascii_lowercase().as_bytes());
        let is_right = codes
            .iter()
            .any(|(known, code)| *known == purpose && digest(code) == digest(typed));
        Ok(is_right)
    }

    /// A word was used: it counts no more.
    pub async fn use_up_code(&self, account: AccountId, purpose: CodePurpose) -> Result<()> {
        let account = account.get();
        let done = self
            .store()
            .write(move |tx| store::member_code::remove(tx, account, purpose.as_str()));
        Ok(done.await?)
    }

    /// A member as themselves, for what goes on in their name after they asked for it.
    pub async fn on_behalf_of(&self, account: AccountId) -> Result<Caller> {
        let row = self
            .store()
            .read(move |conn| store::member::find(conn, account.get()))
            .await?
            .ok_or(crate::Error::NotFound("This member"))?;
        Ok(Caller {
            account_id: account,
            role: crate::caller::Role::from_word(&row.role),
            via: crate::caller::Via::Console,
        })
    }
}
