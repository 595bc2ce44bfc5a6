//! What staff change for members who cannot do it themselves: there is no mail with which they could show who they are.

use model::AccountId;
use store::Tx;
use store::member::MemberRow;
use store::strike::StrikeRow;

use super::act::note;
use super::{Action, check_rank};
use crate::caller::Role;
use crate::member::{Email, check_password, end_all_access, reason, refuse, require};
use crate::{Caller, Error, Result, Social};

const NO_MEMBER: Error = Error::NotFound("This member");
const TAKEN: Error = Error::Conflict("This e-mail address is somebody's already.");

/// A note on what was changed of a member, who is told.
pub(super) struct Note {
    strike: StrikeRow,
    server: i64,
    by: Caller,
}

impl Note {
    /// The member, if the caller may decide about them.
    pub(super) fn member(&self, tx: &mut Tx) -> store::Result<MemberRow> {
        let id = self.strike.account_id;
        let member = store::member::find(tx, id)?.ok_or_else(|| refuse(NO_MEMBER))?;
        check_rank(&self.by, id, Some(Role::from_word(&member.role))).map_err(refuse)?;
        Ok(member)
    }

    /// Says which posts it is about.
    pub(super) fn about_post(mut self, id: i64) -> Self {
        self.strike.post_ids = serde_json::json!([id.to_string()]).to_string();
        self
    }

    /// Writes it.
    pub(super) fn write(&self, tx: &mut Tx) -> store::Result<()> {
        note(tx, &self.strike, true, self.server)
    }

    pub(super) fn now(&self) -> i64 {
        self.strike.created_at
    }
}

impl Social {
    pub(super) async fn note_about(
        &self,
        caller: &Caller,
        id: AccountId,
        text: &str,
    ) -> Result<Note> {
        Ok(Note {
            strike: StrikeRow {
                id: self.new_id().get(),
                account_id: id.get(),
                staff_id: caller.account_id.get(),
                action: Action::None.as_str().to_owned(),
                text: text.to_owned(),
                report_id: None,
                post_ids: "[]".to_owned(),
                created_at: self.now().micros(),
            },
            server: self.server_account().await?.get(),
            by: caller.clone(),
        })
    }

    /// Refuses who may not decide about an account: for what is done to it by a network's own means. For those of this
    /// role; nobody about their own rank or above.
    pub async fn check_decides(&self, caller: &Caller, role: Role, id: AccountId) -> Result<()> {
        require(caller, role)?;
        let member = self.staff_view(id).await?.member;
        check_rank(caller, id.get(), member.map(|member| member.role))
    }

    /// Gives a member another password. Whoever is in with the old one is out. The member is told that it was done. For
    /// admins; nobody's of their own rank or above.
    pub async fn set_member_password(
        &self,
        caller: &Caller,
        id: AccountId,
        new: &str,
    ) -> Result<()> {
        require(caller, Role::Admin)?;
        let view = self.staff_view(id).await?;
        let email = view.member.ok_or(NO_MEMBER)?.email;
        check_password("password", new, &[&view.account.username, &email])?;
        let hash = self.hash_password(new.to_owned()).await?;
        let note = self
            .note_about(caller, id, "Your password was changed for you.")
            .await?;
        let done = self.store().write(move |tx| {
            let member = note.member(tx)?;
            let old = &member.password_hash;
            if !store::member::set_password(tx, member.account_id, old, &hash)? {
                return Err(store::Error::Retry);
            }
            end_all_access(tx, member.account_id, 0)?;
            note.write(tx)
        });
        done.await.map_err(reason)?;
        self.end_access(id);
        self.journal_grew();
        Ok(())
    }

    /// Gives a member another e-mail address, which counts for as much as the one before. The member is told that it was
    /// done. For admins; nobody's of their own rank or above.
    pub async fn set_member_email(&self, caller: &Caller, id: AccountId, new: &str) -> Result<()> {
        require(caller, Role::Admin)?;
        let email = Email::parse("email", new)?;
        let note = self
            .note_about(caller, id, "Your e-mail address was changed for you.")
            .await?;
        let done = self.store().write(move |tx| {
            let member = note.member(tx)?;
            let (account, folded) = (member.account_id, &email.folded);
            match store::member::set_email(tx, account, &email.text, folded) {
                Err(store::Error::Conflict(_)) => return Err(refuse(TAKEN)),
                other => other?,
            }
            note.write(tx)
        });
        done.await.map_err(reason)?;
        self.journal_grew();
        Ok(())
    }
}
