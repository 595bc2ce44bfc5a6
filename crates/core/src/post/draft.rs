//! Posts that are not finished, kept so that every device has them.

use model::{Id, Time};
use store::draft::DraftRow;

use crate::member::{reason, refuse};
use crate::post::Draft;
use crate::{Caller, Error, Page, Result, Slice, Social};

/// The most drafts somebody keeps.
const MAX_DRAFTS: i64 = 300;
/// The most bytes of one, as JSON.
const MAX_BYTES: usize = 256 * 1024;

/// A post that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftView {
    /// Its id.
    pub id: Id,
    /// What it says so far.
    pub draft: Draft,
    /// Why it could not be posted when it was due.
    pub problem: Option<String>,
    /// When it was last changed.
    pub updated_at: Time,
}

impl Social {
    /// Keeps a draft. Nothing in it is checked but its size: it is not finished.
    pub async fn keep_draft(&self, caller: &Caller, draft: &Draft) -> Result<DraftView> {
        let row = DraftRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            body: to_json(draft)?,
            problem: None,
            updated_at: self.now().micros(),
        };
        let view = view(row.clone());
        self.store()
            .write(move |tx| {
                if store::draft::count(tx, row.account_id)? >= MAX_DRAFTS {
                    return Err(refuse(Error::invalid(
                        "drafts",
                        "too_many",
                        format!("are {MAX_DRAFTS} already, which is the most"),
                    )));
                }
                store::draft::insert(tx, &row)
            })
            .await
            .map_err(reason)?;
        Ok(view)
    }

    /// The caller's drafts, the newest first.
    pub async fn drafts(&self, caller: &Caller, page: Page) -> Result<Slice<DraftView>> {
        let (account, window) = (caller.account_id.get(), page.window());
        let rows = self
            .store()
            .read(move |conn| store::draft::list(conn, account, &window))
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        Ok(Slice::of(rows.into_iter().map(view).collect(), &cursors))
    }

    /// One draft of the caller.
    pub async fn draft(&self, caller: &Caller, id: Id) -> Result<DraftView> {
        let account = caller.account_id.get();
        let row = self
            .store()
            .read(move |conn| store::draft::find(conn, account, id.get()))
            .await?;
        row.map(view).ok_or(Error::NotFound("This draft"))
    }

    /// Puts something else in a draft's place.
    pub async fn update_draft(&self, caller: &Caller, id: Id, draft: &Draft) -> Result<DraftView> {
        let row = DraftRow {
            id: id.get(),
            account_id: caller.account_id.get(),
            body: to_json(draft)?,
            problem: None,
            updated_at: self.now().micros(),
        };
        let view = view(row.clone());
        let was_there = self
            .store()
            .write(move |tx| store::draft::update(tx, &row))
            .await?;
        if was_there {
            Ok(view)
        } else {
            Err(Error::NotFound("This draft"))
        }
    }

    /// Throws a draft away.
    pub async fn delete_draft(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::draft::remove(tx, account, id.get()))
            .await?;
        if was_there {
            Ok(())
        } else {
            Err(Error::NotFound("This draft"))
        }
    }
}

/// The JSON of a draft, if it is not too large to be kept.
pub(super) fn to_json(draft: &Draft) -> Result<String> {
    let json = serde_json::to_string(draft).map_err(Error::internal)?;
    if json.len() > MAX_BYTES {
        return Err(Error::invalid("text", "too_long", "is too long to be kept"));
    }
    if json.contains("\\u0000") {
        let reason = "contains a character that cannot be stored";
        return Err(Error::invalid("text", "invalid", reason));
    }
    Ok(json)
}

fn view(row: DraftRow) -> DraftView {
    DraftView {
        id: Id::from(row.id),
        draft: serde_json::from_str(&row.body).unwrap_or_default(),
        problem: row.problem,
        updated_at: Time::from_micros(row.updated_at),
    }
}
