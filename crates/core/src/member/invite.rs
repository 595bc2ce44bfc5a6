//! Invites.

use std::time::Duration;

use crypto::random_token;
use model::{Id, Time};
use store::invite::InviteRow;

use super::{InviteView, reason, refuse};
use crate::community::Registration;
use crate::{Caller, Error, Result, Social};

/// The most invites of one member, used up and ended ones included.
const MAX_INVITES: i64 = 100;
const MAX_USES: i64 = 1_000;
const MAX_LASTS: Duration = Duration::from_hours(366 * 24);
/// 96 bits: cannot be guessed, can be read over the telephone.
const CODE_CHARS: usize = 16;

const TOO_MANY: Error =
    Error::Conflict("You have 100 invites. Please delete one that is not needed any more.");

const BARRED: Error = Error::Forbidden("You may make no more invites.");

impl Social {
    /// Makes an invite. Where moderators decide who joins, one made by a moderator is as good as their approval.
    pub async fn create_invite(
        &self,
        caller: &Caller,
        max_uses: Option<i64>,
        expires_in: Option<Duration>,
    ) -> Result<InviteView> {
        if self.community().await?.registration == Registration::Closed {
            return Err(Error::Forbidden(
                "This community takes no new members at the moment.",
            ));
        }
        if max_uses.is_some_and(|uses| !(1..=MAX_USES).contains(&uses)) {
            return Err(Error::invalid(
                "max_uses",
                "invalid",
                "must be between 1 and 1000",
            ));
        }
        if expires_in.is_some_and(|span| span.is_zero() || span > MAX_LASTS) {
            return Err(Error::invalid(
                "expires_in",
                "invalid",
                "may be a year at most",
            ));
        }
        let now = self.now();
        let row = InviteRow {
            id: self.new_id().get(),
            code: random_token().chars().take(CODE_CHARS).collect(),
            created_by: caller.account_id.get(),
            max_uses,
            uses: 0,
            expires_at: expires_in.map(|span| now.plus(span).micros()),
            created_at: now.micros(),
        };
        let view = self.invite_view(row.clone());
        let done = self.store().write(move |tx| {
            if !store::invite::barred(tx, &[row.created_by])?.is_empty() {
                return Err(refuse(BARRED));
            }
            if store::invite::count_of_account(tx, row.created_by)? >= MAX_INVITES {
                return Err(refuse(TOO_MANY));
            }
            store::invite::insert(tx, &row)
        });
        done.await.map_err(reason)?;
        Ok(view)
    }

    /// The invites that the caller made, the newest first.
    pub async fn invites(&self, caller: &Caller) -> Result<Vec<InviteView>> {
        let id = caller.account_id.get();
        let rows = self
            .store()
            .read(move |c| store::invite::of_account(c, id, MAX_INVITES))
            .await?;
        Ok(rows.into_iter().map(|row| self.invite_view(row)).collect())
    }

    /// Removes an invite of the caller's own.
    pub async fn delete_invite(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let is_done = self
            .store()
            .write(move |tx| store::invite::delete(tx, account, id.get()))
            .await?;
        if is_done {
            Ok(())
        } else {
            Err(Error::NotFound("This invite"))
        }
    }

    pub(crate) fn invite_view(&self, row: InviteRow) -> InviteView {
        InviteView {
            id: Id::from(row.id),
            url: self.url(&format!("/signup?invite={}", row.code)),
            code: row.code,
            uses: row.uses,
            max_uses: row.max_uses,
            expires_at: row.expires_at.map(Time::from_micros),
            created_at: Time::from_micros(row.created_at),
        }
    }
}
