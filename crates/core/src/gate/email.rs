//! E-mail addresses that may not join.

use crypto::sha256;
use data_encoding::HEXLOWER;
use model::{Domain, Id, Time};
use store::gate::{CanonicalRow, EmailDomainRow};

use super::{CanonicalView, EmailDomainView};
use crate::caller::Role;
use crate::member::{Email, require};
use crate::{Caller, Error, Page, Result, Slice, Social};

const NOT_THERE: Error = Error::NotFound("This block");
const DAY_MICROS: i64 = 86_400_000_000;
/// How many days are shown.
const DAYS: i64 = 7;

/// The hash by which every spelling of an address is known: what is behind a `+` and the dots before the `@` do not
/// count, nor does case.
pub fn canonical_hash(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let (local, server) = email.rsplit_once('@').unwrap_or((&email, ""));
    let local = local.split('+').next().unwrap_or_default().replace('.', "");
    HEXLOWER.encode(&sha256(format!("{local}@{server}").as_bytes()))
}

/// Which day a moment is on, counted from 1970.
pub(crate) const fn day(micros: i64) -> i64 {
    micros.div_euclid(DAY_MICROS)
}

impl Social {
    /// Servers whose addresses may not join, newest first. For admins.
    pub async fn email_domain_blocks(
        &self,
        caller: &Caller,
        page: Page,
    ) -> Result<Slice<EmailDomainView>> {
        require(caller, Role::Admin)?;
        let (window, today) = (page.window(), day(self.now().micros()));
        let read = self.store().read(move |conn| {
            let rows = store::gate::email_domains(conn, &window)?;
            let names: Vec<String> = rows.iter().map(|row| row.domain.clone()).collect();
            let refused = store::gate::refused(conn, &names, today - DAYS + 1)?;
            Ok((rows, refused))
        });
        let (rows, refused) = read.await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = rows.into_iter().map(|row| view(row, &refused, today));
        Ok(Slice::of(views.collect(), &cursors))
    }

    /// One of them. For admins.
    pub async fn email_domain_block(&self, caller: &Caller, id: Id) -> Result<EmailDomainView> {
        require(caller, Role::Admin)?;
        let today = day(self.now().micros());
        let read = self.store().read(move |conn| {
            let Some(row) = store::gate::find_email_domain(conn, id.get())? else {
                return Ok(None);
            };
            let names = [row.domain.clone()];
            let refused = store::gate::refused(conn, &names, today - DAYS + 1)?;
            Ok(Some(view(row, &refused, today)))
        });
        read.await?.ok_or(NOT_THERE)
    }

    /// Lets nobody join with an address of a server, or of one below it. For admins.
    pub async fn block_email_domain(
        &self,
        caller: &Caller,
        domain: &str,
    ) -> Result<EmailDomainView> {
        require(caller, Role::Admin)?;
        let domain = Domain::parse(domain)
            .map_err(|bad| Error::invalid("domain", "invalid", bad.to_string()))?;
        let row = EmailDomainRow {
            id: self.new_id().get(),
            domain: domain.as_str().to_owned(),
            created_at: self.now().micros(),
        };
        let id = Id::from(row.id);
        let done = self
            .store()
            .write(move |tx| store::gate::insert_email_domain(tx, &row));
        if !done.await? {
            return Err(Error::invalid("domain", "taken", "is blocked already"));
        }
        self.email_domain_block(caller, id).await
    }

    /// Ends such a block. For admins.
    pub async fn unblock_email_domain(&self, caller: &Caller, id: Id) -> Result<()> {
        require(caller, Role::Admin)?;
        let done = self
            .store()
            .write(move |tx| store::gate::delete_email_domain(tx, id.get()));
        if done.await? { Ok(()) } else { Err(NOT_THERE) }
    }

    /// Addresses that may not join, newest first. For admins.
    pub async fn canonical_blocks(
        &self,
        caller: &Caller,
        page: Page,
    ) -> Result<Slice<CanonicalView>> {
        require(caller, Role::Admin)?;
        let window = page.window();
        let read = self
            .store()
            .read(move |conn| store::gate::canonicals(conn, &window));
        let rows = read.await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = rows.into_iter().map(CanonicalView::from).collect();
        Ok(Slice::of(views, &cursors))
    }

    /// One of them. For admins.
    pub async fn canonical_block(&self, caller: &Caller, id: Id) -> Result<CanonicalView> {
        require(caller, Role::Admin)?;
        let read = self
            .store()
            .read(move |conn| store::gate::find_canonical(conn, id.get()));
        read.await?.map(CanonicalView::from).ok_or(NOT_THERE)
    }

    /// Those that an address falls under, however it is spelled. For admins.
    pub async fn test_canonical_block(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<Option<CanonicalView>> {
        require(caller, Role::Admin)?;
        let hash = canonical_hash(&Email::parse("email", email)?.folded);
        let read = self
            .store()
            .read(move |conn| store::gate::find_hash(conn, &hash));
        Ok(read.await?.map(CanonicalView::from))
    }

    /// Lets nobody join with an address, given as such or by its hash. For admins.
    pub async fn block_canonical(
        &self,
        caller: &Caller,
        email: &str,
        hash: &str,
    ) -> Result<CanonicalView> {
        require(caller, Role::Admin)?;
        let hash = if email.trim().is_empty() {
            checked_hash(hash)?
        } else {
            canonical_hash(&Email::parse("email", email)?.folded)
        };
        let row = CanonicalRow {
            id: self.new_id().get(),
            hash,
            created_at: self.now().micros(),
        };
        let view = CanonicalView::from(row.clone());
        let done = self
            .store()
            .write(move |tx| store::gate::insert_canonical(tx, &row));
        if !done.await? {
            let field = "canonical_email_hash";
            return Err(Error::invalid(field, "taken", "is blocked already"));
        }
        Ok(view)
    }

    /// Ends such a block. For admins.
    pub async fn unblock_canonical(&self, caller: &Caller, id: Id) -> Result<CanonicalView> {
        let view = self.canonical_block(caller, id).await?;
        self.store()
            .write(move |tx| store::gate::delete_canonical(tx, id.get()))
            .await?;
        Ok(view)
    }
}

fn checked_hash(hash: &str) -> Result<String> {
    let hash = hash.trim().to_ascii_lowercase();
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash {
        return Ok(hash);
    }
    let reason = "must be 64 hexadecimal digits";
    Err(Error::invalid("canonical_email_hash", "invalid", reason))
}

fn view(row: EmailDomainRow, refused: &[(String, i64, i64)], today: i64) -> EmailDomainView {
    let of_day = |day: i64| {
        let found = refused
            .iter()
            .find(|(domain, at, _)| *domain == row.domain && *at == day);
        found.map_or(0, |(.., attempts)| *attempts)
    };
    EmailDomainView {
        id: Id::from(row.id),
        refused: (0..DAYS)
            .map(|ago| today - ago)
            .map(|day| (Time::from_micros(day * DAY_MICROS), of_day(day)))
            .collect(),
        domain: row.domain,
        created_at: Time::from_micros(row.created_at),
    }
}

impl From<CanonicalRow> for CanonicalView {
    fn from(row: CanonicalRow) -> Self {
        Self {
            id: Id::from(row.id),
            hash: row.hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical_hash;

    #[test]
    fn spellings_of_an_address_have_one_hash() {
        let one = canonical_hash("test@example.com");
        assert_eq!(
            one,
            "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"
        );
        for other in ["T.est+foo@Example.com", " te.st@example.com"] {
            assert_eq!(canonical_hash(other), one);
        }
        assert_ne!(canonical_hash("tests@example.com"), one);
    }
}
