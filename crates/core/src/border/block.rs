//! Keeping servers out.

use model::{Domain, Id, Time, sanitize};
use store::Tx;
use store::border::BlockRow;

use super::{BlockTerms, BlockView, Severity};
use crate::caller::Role;
use crate::member::{reason, refuse, require};
use crate::{Caller, Error, Page, Result, Slice, Social};

const MAX_COMMENT_CHARS: usize = 2_000;
const NOT_THERE: Error = Error::NotFound("This block");

impl Social {
    /// Servers that are kept out, newest first. For admins.
    pub async fn domain_blocks(&self, caller: &Caller, page: Page) -> Result<Slice<BlockView>> {
        require(caller, Role::Admin)?;
        let window = page.window();
        let read = self
            .store()
            .read(move |conn| store::border::blocks(conn, &window));
        let rows = read.await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let views = rows.into_iter().map(BlockView::from).collect();
        Ok(Slice::of(views, &cursors))
    }

    /// One of them. For admins.
    pub async fn domain_block(&self, caller: &Caller, id: Id) -> Result<BlockView> {
        require(caller, Role::Admin)?;
        let read = self
            .store()
            .read(move |conn| store::border::find_block(conn, id.get()));
        read.await?.map(BlockView::from).ok_or(NOT_THERE)
    }

    /// Keeps a server and all below it out, as far as the terms say. For admins.
    pub async fn block_domain(
        &self,
        caller: &Caller,
        host: &str,
        terms: BlockTerms,
    ) -> Result<BlockView> {
        require(caller, Role::Admin)?;
        let host = self.foreign_host(host)?;
        let mut row = BlockRow {
            id: self.new_id().get(),
            host,
            severity: Severity::default().as_str().to_owned(),
            created_at: self.now().micros(),
            ..BlockRow::default()
        };
        apply(&mut row, terms)?;
        let new = row.clone();
        let done = self.store().write(move |tx| {
            if !store::border::insert_block(tx, &new)? {
                return Err(refuse(Error::invalid(
                    "domain",
                    "taken",
                    "is blocked already",
                )));
            }
            mark(tx, &new)
        });
        done.await.map_err(reason)?;
        self.forget_borders();
        self.refresh_barred_media().await?;
        Ok(BlockView::from(row))
    }

    /// Changes the terms of a block. For admins.
    pub async fn update_domain_block(
        &self,
        caller: &Caller,
        id: Id,
        terms: BlockTerms,
    ) -> Result<BlockView> {
        require(caller, Role::Admin)?;
        let done = self.store().write(move |tx| {
            let old = store::border::find_block(tx, id.get())?.ok_or_else(|| refuse(NOT_THERE))?;
            let mut new = old.clone();
            apply(&mut new, terms.clone()).map_err(refuse)?;
            unmark(tx, &old)?;
            store::border::update_block(tx, &new)?;
            mark(tx, &new)?;
            Ok(new)
        });
        let row = done.await.map_err(reason)?;
        self.forget_borders();
        self.refresh_barred_media().await?;
        Ok(BlockView::from(row))
    }

    /// Ends a block; what it did to accounts is undone, what was decided about them one by one stays. For admins.
    pub async fn unblock_domain(&self, caller: &Caller, id: Id) -> Result<BlockView> {
        require(caller, Role::Admin)?;
        let done = self.store().write(move |tx| {
            let row = store::border::find_block(tx, id.get())?.ok_or_else(|| refuse(NOT_THERE))?;
            unmark(tx, &row)?;
            store::border::delete_block(tx, row.id)?;
            Ok(row)
        });
        let row = done.await.map_err(reason)?;
        self.forget_borders();
        self.refresh_barred_media().await?;
        Ok(BlockView::from(row))
    }

    /// The name of another server: nobody can lock themselves out (security row G8).
    pub(super) fn foreign_host(&self, text: &str) -> Result<String> {
        let domain = Domain::parse(text)
            .map_err(|bad| Error::invalid("domain", "invalid", bad.to_string()))?;
        let own = self.domain().as_str();
        let is_above = own.ends_with(&format!(".{domain}"));
        if domain.as_str() == own || is_above {
            return Err(Error::invalid("domain", "invalid", "is this server"));
        }
        Ok(domain.as_str().to_owned())
    }
}

fn apply(row: &mut BlockRow, terms: BlockTerms) -> Result<()> {
    if let Some(severity) = terms.severity {
        severity.as_str().clone_into(&mut row.severity);
    }
    row.rejects_media = terms.rejects_media.unwrap_or(row.rejects_media);
    row.rejects_reports = terms.rejects_reports.unwrap_or(row.rejects_reports);
    row.is_obfuscated = terms.is_obfuscated.unwrap_or(row.is_obfuscated);
    if let Some(text) = terms.public_comment {
        row.public_comment = comment("public_comment", &text)?;
    }
    if let Some(text) = terms.private_comment {
        row.private_comment = comment("private_comment", &text)?;
    }
    Ok(())
}

fn comment(field: &'static str, text: &str) -> Result<Option<String>> {
    if text.chars().count() > MAX_COMMENT_CHARS {
        let reason = "may have 2000 characters at most";
        return Err(Error::invalid(field, "too_long", reason));
    }
    let text = sanitize::lines(text, MAX_COMMENT_CHARS);
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// The moment of the mark is the block's: so it is known which marks to take away with it.
fn mark(tx: &mut Tx, row: &BlockRow) -> store::Result<()> {
    change_marks(tx, row, None, Some(row.created_at))
}

fn unmark(tx: &mut Tx, row: &BlockRow) -> store::Result<()> {
    change_marks(tx, row, Some(row.created_at), None)
}

fn change_marks(
    tx: &mut Tx,
    row: &BlockRow,
    was: Option<i64>,
    at: Option<i64>,
) -> store::Result<()> {
    match Severity::from_word(&row.severity) {
        Some(Severity::Suspend) => store::border::mark_accounts(tx, &row.host, true, was, at),
        Some(Severity::Silence) => store::border::mark_accounts(tx, &row.host, false, was, at),
        Some(Severity::Noop) | None => Ok(()),
    }
}

impl From<BlockRow> for BlockView {
    fn from(row: BlockRow) -> Self {
        Self {
            id: Id::from(row.id),
            severity: Severity::from_word(&row.severity).unwrap_or_default(),
            host: row.host,
            rejects_media: row.rejects_media,
            rejects_reports: row.rejects_reports,
            is_obfuscated: row.is_obfuscated,
            public_comment: row.public_comment,
            private_comment: row.private_comment,
            created_at: Time::from_micros(row.created_at),
        }
    }
}
