//! Addresses from which nobody joins, or comes in at all.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use model::{Id, Time, sanitize};
use store::gate::IpBlockRow;

use super::{IpBlockView, IpSeverity};
use crate::caller::Role;
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, Page, Result, Slice, Social};

const NOT_THERE: Error = Error::NotFound("This block");
const MAX_COMMENT_CHARS: usize = 2_000;

/// What is decided about addresses. `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IpTerms {
    /// One address, or many: `192.0.2.0/24`.
    pub network: Option<String>,
    /// How much is refused.
    pub severity: Option<IpSeverity>,
    /// Why, for staff.
    pub comment: Option<String>,
    /// For how long from now; zero is for ever.
    pub expires_in: Option<Duration>,
}

impl Social {
    /// Blocks of addresses, newest first. For admins.
    pub async fn ip_blocks(&self, caller: &Caller, page: Page) -> Result<Slice<IpBlockView>> {
        require(caller, Role::Admin)?;
        let window = page.window();
        let rows = self
            .store()
            .read(move |conn| store::gate::ips(conn, &window))
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = rows.into_iter().map(IpBlockView::from).collect();
        Ok(Slice::of(views, &cursors))
    }

    /// One of them. For admins.
    pub async fn ip_block(&self, caller: &Caller, id: Id) -> Result<IpBlockView> {
        require(caller, Role::Admin)?;
        let read = self
            .store()
            .read(move |conn| store::gate::find_ip(conn, id.get()));
        read.await?.map(IpBlockView::from).ok_or(NOT_THERE)
    }

    /// Refuses something to addresses. For admins.
    pub async fn block_ip(&self, caller: &Caller, terms: IpTerms) -> Result<IpBlockView> {
        require(caller, Role::Admin)?;
        if terms.network.is_none() || terms.severity.is_none() {
            let field = if terms.network.is_none() {
                "ip"
            } else {
                "severity"
            };
            return Err(Error::invalid(field, "blank", "cannot be empty"));
        }
        let now = self.now();
        let mut row = IpBlockRow {
            id: self.new_id().get(),
            created_at: now.micros(),
            ..IpBlockRow::default()
        };
        apply(&mut row, &terms, now)?;
        let new = row.clone();
        let done = self
            .store()
            .write(move |tx| store::gate::insert_ip(tx, &new));
        if !done.await? {
            return Err(taken());
        }
        self.forget_ips();
        Ok(IpBlockView::from(row))
    }

    /// Changes what is refused. For admins.
    pub async fn update_ip_block(
        &self,
        caller: &Caller,
        id: Id,
        terms: IpTerms,
    ) -> Result<IpBlockView> {
        require(caller, Role::Admin)?;
        let now = self.now();
        let done = self.store().write(move |tx| {
            let mut row = store::gate::find_ip(tx, id.get())?.ok_or_else(|| refuse(NOT_THERE))?;
            apply(&mut row, &terms, now).map_err(refuse)?;
            store::gate::update_ip(tx, &row)?;
            Ok(row)
        });
        let row = done.await.map_err(|error| match error {
            store::Error::Conflict(_) => taken(),
            other => reason(other),
        })?;
        self.forget_ips();
        Ok(IpBlockView::from(row))
    }

    /// Ends a block of addresses. For admins.
    pub async fn unblock_ip(&self, caller: &Caller, id: Id) -> Result<()> {
        require(caller, Role::Admin)?;
        let done = self
            .store()
            .write(move |tx| store::gate::delete_ip(tx, id.get()));
        if !done.await? {
            return Err(NOT_THERE);
        }
        self.forget_ips();
        Ok(())
    }
}

fn taken() -> Error {
    Error::invalid("ip", "taken", "is blocked already")
}

fn apply(row: &mut IpBlockRow, terms: &IpTerms, now: Time) -> Result<()> {
    if let Some(network) = &terms.network {
        row.network = parse(network)?.to_string();
    }
    if let Some(severity) = terms.severity {
        severity.as_str().clone_into(&mut row.severity);
    }
    if let Some(comment) = &terms.comment {
        if comment.chars().count() > MAX_COMMENT_CHARS {
            let reason = "may have 2000 characters at most";
            return Err(Error::invalid("comment", "too_long", reason));
        }
        sanitize::lines(comment, MAX_COMMENT_CHARS)
            .trim()
            .clone_into(&mut row.comment);
    }
    if let Some(span) = terms.expires_in {
        row.expires_at = (!span.is_zero()).then(|| now.plus(span).micros());
    }
    Ok(())
}

/// One address is a network of one.
fn parse(text: &str) -> Result<IpNet> {
    let text = text.trim();
    let network: Option<IpNet> = text
        .parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    network
        .map(|network| network.trunc())
        .ok_or_else(|| Error::invalid("ip", "invalid", "is not an IP address"))
}

impl From<IpBlockRow> for IpBlockView {
    fn from(row: IpBlockRow) -> Self {
        Self {
            id: Id::from(row.id),
            network: row.network,
            severity: IpSeverity::from_word(&row.severity).unwrap_or(IpSeverity::NoAccess),
            comment: row.comment,
            expires_at: row.expires_at.map(Time::from_micros),
            created_at: Time::from_micros(row.created_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn one_address_is_a_network_of_one() {
        assert_eq!(parse("192.0.2.7").unwrap().to_string(), "192.0.2.7/32");
        assert_eq!(parse("192.0.2.7/24").unwrap().to_string(), "192.0.2.0/24");
        assert_eq!(
            parse("2001:db8::1/32").unwrap().to_string(),
            "2001:db8::/32"
        );
        for bad in ["", "example.org", "192.0.2.0/33", "1.2.3"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
