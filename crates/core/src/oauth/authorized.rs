//! The apps that act for a member.

use model::{Id, Time};

use super::{AuthorizedApp, app};
use crate::{Caller, Result, Social};

/// The most on the list.
const MAX_LISTED: i64 = 500;

impl Social {
    /// The apps that act for the caller, the last let in first. One that was let in twice is there twice.
    pub async fn authorized_apps(&self, caller: &Caller) -> Result<Vec<AuthorizedApp>> {
        let account = caller.account_id.get();
        let rows = self
            .store()
            .read(move |c| store::oauth::tokens_of_account(c, account, MAX_LISTED))
            .await?;
        let views = rows.into_iter().map(|row| AuthorizedApp {
            app: app::view(row.app),
            token_id: Id::from(row.id),
            scopes: row.scopes,
            created_at: Time::from_micros(row.created_at),
            last_used_at: row.last_used_at.map(Time::from_micros),
        });
        Ok(views.collect())
    }
}
