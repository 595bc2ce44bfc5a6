//! Passwords that people give to single apps instead of their own.

use crypto::{random_bytes, sha256};
use model::{AccountId, Time, sanitize};
use store::app_login::AppPasswordRow;

use super::{reason, refuse};
use crate::{Caller, Error, Result, Social};

/// The most of one member.
const MAX_PASSWORDS: i64 = 100;
const MAX_NAME_CHARS: usize = 100;
/// What they are made of: no letter that can be taken for another one.
const DIGITS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

const TOO_MANY: Error = Error::Conflict(
    "You have 100 passwords for apps. Please remove one that is not needed any more.",
);
const NAME_TAKEN: Error =
    Error::Conflict("There is a password with this name. Please choose another name.");

/// What a password for an app is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppPasswordKind {
    /// All but direct messages and the account itself.
    Plain,
    /// Also direct messages.
    Privileged,
}

/// A password for an app, for the one it belongs to. What it is, is shown only when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPasswordView {
    /// For what, in the member's own words.
    pub name: String,
    /// What it is good for.
    pub kind: AppPasswordKind,
    /// Since when.
    pub created_at: Time,
}

/// A password for an app, at the moment it is made. A secret: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAppPassword {
    /// `xxxx-xxxx-xxxx-xxxx`.
    pub password: String,
    /// The rest.
    pub view: AppPasswordView,
}

impl std::fmt::Debug for NewAppPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAppPassword")
            .field("view", &self.view)
            .finish_non_exhaustive()
    }
}

impl Social {
    /// Makes a password for an app. [`Error::Conflict`] when the caller has one of this name, or too many. Whoever calls
    /// this made sure that it was not an app that asked with such a password.
    pub async fn create_app_password(
        &self,
        caller: &Caller,
        name: &str,
        kind: AppPasswordKind,
    ) -> Result<NewAppPassword> {
        let (password, row) = (draw(), self.new_password(caller.account_id, name, kind)?);
        let (hash, view) = (sha256(password.as_bytes()), view(row.clone()));
        let done = self.store().write(move |tx| {
            if store::app_login::count_passwords(tx, row.account_id)? >= MAX_PASSWORDS {
                return Err(refuse(TOO_MANY));
            }
            if !store::app_login::insert_password(tx, &row, &hash)? {
                return Err(refuse(NAME_TAKEN));
            }
            Ok(())
        });
        done.await.map_err(reason)?;
        Ok(NewAppPassword { password, view })
    }

    /// The caller's passwords for apps, the newest first.
    pub async fn app_passwords(&self, caller: &Caller) -> Result<Vec<AppPasswordView>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |c| store::app_login::passwords(c, account, MAX_PASSWORDS))
            .await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// Removes a password of the caller's for an app, and logs out whoever came in with it.
    pub async fn delete_app_password(&self, caller: &Caller, name: &str) -> Result<()> {
        let (account, name) = (caller.account_id.get(), name.replace('\0', ""));
        let is_gone = self
            .store()
            .write(move |tx| store::app_login::delete_password(tx, account, &name))
            .await?;
        if !is_gone {
            return Err(Error::NotFound("This password"));
        }
        self.end_access(caller.account_id);
        Ok(())
    }

    fn new_password(
        &self,
        account: AccountId,
        name: &str,
        kind: AppPasswordKind,
    ) -> Result<AppPasswordRow> {
        let name = sanitize::line(name, MAX_NAME_CHARS + 1);
        let chars = name.chars().count();
        if chars == 0 {
            return Err(Error::invalid("name", "blank", "cannot be empty"));
        }
        if chars > MAX_NAME_CHARS {
            return Err(Error::invalid(
                "name",
                "too_long",
                "may have 100 characters at most",
            ));
        }
        Ok(AppPasswordRow {
            id: self.new_id().get(),
            account_id: account.get(),
            name,
            is_privileged: kind == AppPasswordKind::Privileged,
            created_at: self.now().micros(),
        })
    }
}

fn view(row: AppPasswordRow) -> AppPasswordView {
    AppPasswordView {
        name: row.name,
        kind: kind(row.is_privileged),
        created_at: Time::from_micros(row.created_at),
    }
}

pub(super) const fn kind(is_privileged: bool) -> AppPasswordKind {
    if is_privileged {
        AppPasswordKind::Privileged
    } else {
        AppPasswordKind::Plain
    }
}

/// 80 random bits in four groups of four.
fn draw() -> String {
    let letters = random_bytes::<16>().map(|byte| {
        DIGITS
            .get(usize::from(byte % 32))
            .copied()
            .map_or('a', char::from)
    });
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

/// Whether a text could be such a password: only then the database is asked.
pub(super) fn is_drawn(text: &str) -> bool {
    text.len() == 19
        && text.split('-').count() == 4
        && text
            .split('-')
            .all(|group| group.len() == 4 && group.bytes().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::{draw, is_drawn};

    #[test]
    fn a_drawn_password_has_four_groups_and_is_never_the_same() {
        let (one, two) = (draw(), draw());
        assert!(is_drawn(&one) && is_drawn(&two) && one != two);
        for other in [
            "",
            "correct horse battery",
            "aaaa-bbbb-cccc-ddd",
            "aaaa-bbbb-cccc-dd d",
            "aaaa-bbbb-cccccddddd",
        ] {
            assert!(!is_drawn(other), "{other}");
        }
    }
}
