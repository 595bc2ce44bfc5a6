//! What somebody keeps for themselves about others: notes, and servers they do not want to see. Nobody is told.

use model::{AccountId, Domain, Id};

use super::unfollow::{end_follow, end_follower};
use crate::{Caller, Error, Page, RelationView, Result, Slice, Social};

/// The most characters of a note.
const MAX_NOTE: usize = 2_000;
/// The most servers somebody hides.
const MAX_HIDDEN: i64 = 5_000;

impl Social {
    /// Notes something about another account; an empty note removes it.
    pub async fn set_note(
        &self,
        caller: &Caller,
        id: AccountId,
        comment: &str,
    ) -> Result<RelationView> {
        self.relation_to_other(caller, id).await?;
        if comment.chars().count() > MAX_NOTE {
            return Err(Error::invalid(
                "Comment",
                "too_long",
                format!("is too long (maximum is {MAX_NOTE} characters)"),
            ));
        }
        let (account, comment) = (caller.account_id.get(), comment.trim().to_owned());
        self.store()
            .write(move |tx| store::hidden::set_note(tx, account, id.get(), &comment))
            .await?;
        self.relation(caller, id).await
    }

    /// Hides a server: none of its people is seen, heard of, followed or follows.
    pub async fn hide_domain(&self, caller: &Caller, domain: &str) -> Result<()> {
        let domain = self.other_domain(domain)?;
        let (account, id, now) = (
            caller.account_id.get(),
            self.new_id().get(),
            self.now().micros(),
        );
        let has_room = self
            .store()
            .write(move |tx| {
                if store::hidden::count_domains(tx, account)? >= MAX_HIDDEN {
                    return Ok(false);
                }
                store::hidden::hide_domain(tx, id, account, &domain)?;
                for other in store::hidden::tied(tx, account, &domain)? {
                    end_follow(tx, now, account, other)?;
                    end_follower(tx, now, account, other)?;
                }
                store::hidden::forget_told(tx, account, &domain)?;
                Ok(true)
            })
            .await?;
        self.journal_grew();
        has_room.then_some(()).ok_or_else(|| {
            Error::invalid(
                "Domain",
                "too_many",
                format!("is too much: {MAX_HIDDEN} can be blocked"),
            )
        })
    }

    /// Shows a server again. Follows do not come back.
    pub async fn unhide_domain(&self, caller: &Caller, domain: &str) -> Result<()> {
        let (account, domain) = (caller.account_id.get(), self.other_domain(domain)?);
        self.store()
            .write(move |tx| store::hidden::show_domain(tx, account, &domain))
            .await?;
        Ok(())
    }

    /// The servers the caller hides, the newest first.
    pub async fn hidden_domains(&self, caller: &Caller, page: Page) -> Result<Slice<String>> {
        let (account, window) = (caller.account_id.get(), page.window());
        let rows = self
            .store()
            .read(move |conn| store::hidden::domains(conn, account, &window))
            .await?;
        let (cursors, hosts): (Vec<i64>, Vec<String>) = rows.into_iter().unzip();
        Ok(Slice {
            items: hosts,
            newest: cursors.first().copied().map(Id::from),
            oldest: cursors.last().copied().map(Id::from),
        })
    }

    fn other_domain(&self, domain: &str) -> Result<String> {
        let parsed = Domain::parse(domain.trim());
        match parsed {
            Ok(domain) if domain != *self.domain() => Ok(domain.as_str().to_owned()),
            _ => Err(Error::invalid(
                "Domain",
                "invalid",
                "is not a valid domain name",
            )),
        }
    }
}
