//! Posts that will be written at a set time.
//!
//! Always true here: the transaction that writes the post takes the scheduled one away, so it is written exactly once,
//! whoever is killed and however often it is tried.

use std::time::Duration;

use model::{AccountId, Audience, Id, Time};
use store::draft::DraftRow;
use store::scheduled::ScheduledRow;

use super::draft::to_json;
use crate::caller::{Role, Via};
use crate::member::{reason, refuse};
use crate::post::Draft;
use crate::{Caller, Error, Page, Result, Slice, Social};

/// The soonest that a post can be scheduled for.
const SOONEST: Duration = Duration::from_mins(5);
/// The most that somebody can have scheduled.
const MAX_SCHEDULED: i64 = 300;
/// The most of them on one day.
const MAX_A_DAY: i64 = 25;
/// A day, in microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// How many are looked at in one go.
const AT_ONCE: i64 = 50;

/// A post that will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledView {
    /// Its id; the post will have another.
    pub id: Id,
    /// When.
    pub due_at: Time,
    /// What it will say.
    pub draft: Draft,
    /// The app it was written with.
    pub app_id: Option<Id>,
}

impl Social {
    /// Has a post written later. What could not be posted now cannot be scheduled.
    pub async fn schedule_post(
        &self,
        caller: &Caller,
        draft: Draft,
        due_at: Time,
    ) -> Result<ScheduledView> {
        if let Some(earlier) = self.made_before(caller, &draft).await? {
            return self.scheduled_post(caller, earlier.into()).await;
        }
        self.check_due(due_at)?;
        let ready = self.ready(caller, draft.clone()).await?;
        let body = Draft {
            audience: Some(Audience::from_code(ready.new.row.audience)),
            draft: None,
            ..draft.clone()
        };
        let row = ScheduledRow {
            id: self.new_id().get(),
            account_id: caller.account_id.get(),
            app_id: caller.app_id().map(Id::get),
            due_at: due_at.micros(),
            body: to_json(&body)?,
            created_at: self.now().micros(),
        };
        let id = self
            .store()
            .write(move |tx| insert(tx, &row, &draft))
            .await
            .map_err(reason)?;
        self.scheduled_post(caller, id.into()).await
    }

    /// What the caller has scheduled.
    pub async fn scheduled_posts(
        &self,
        caller: &Caller,
        page: Page,
    ) -> Result<Slice<ScheduledView>> {
        let (account, window) = (caller.account_id.get(), page.window());
        let rows = self
            .store()
            .read(move |conn| store::scheduled::list(conn, account, &window))
            .await?;
        let cursors: Vec<i64> = rows.iter().map(|row| row.id).collect();
        Ok(Slice::of(rows.iter().map(view).collect(), &cursors))
    }

    /// One of them.
    pub async fn scheduled_post(&self, caller: &Caller, id: Id) -> Result<ScheduledView> {
        let account = caller.account_id.get();
        let row = self
            .store()
            .read(move |conn| store::scheduled::find(conn, account, id.get()))
            .await?;
        row.as_ref()
            .map(view)
            .ok_or(Error::NotFound("This scheduled post"))
    }

    /// Sets another time.
    pub async fn reschedule_post(
        &self,
        caller: &Caller,
        id: Id,
        due_at: Time,
    ) -> Result<ScheduledView> {
        self.scheduled_post(caller, id).await?;
        self.check_due(due_at)?;
        let (account, due) = (caller.account_id.get(), due_at.micros());
        self.store()
            .write(move |tx| {
                check_day(tx, account, due)?;
                store::scheduled::set_due(tx, account, id.get(), due).map(drop)
            })
            .await
            .map_err(reason)?;
        self.scheduled_post(caller, id).await
    }

    /// Will not have it posted after all.
    pub async fn cancel_scheduled_post(&self, caller: &Caller, id: Id) -> Result<()> {
        let account = caller.account_id.get();
        let was_there = self
            .store()
            .write(move |tx| store::scheduled::remove(tx, account, id.get()))
            .await?;
        if was_there {
            Ok(())
        } else {
            Err(Error::NotFound("This scheduled post"))
        }
    }

    fn check_due(&self, due_at: Time) -> Result<()> {
        if due_at < self.now().plus(SOONEST) {
            return Err(Error::invalid(
                "scheduled_at",
                "invalid",
                "must be at least 5 minutes in the future",
            ));
        }
        Ok(())
    }

    /// Writes the posts whose time has come. Gives how many there were. One that cannot be written now holds up none of
    /// the others; it is tried again at the next call, and the first such error is given.
    pub async fn post_what_is_due(&self) -> Result<usize> {
        let now = self.now().micros();
        let due = self
            .store()
            .read(move |conn| store::scheduled::due(conn, now, AT_ONCE))
            .await?;
        let found = due.len();
        let mut outcome = Ok(found);
        for row in due {
            if let Err(error) = self.post_scheduled(row).await {
                outcome = outcome.and(Err(error));
            }
        }
        outcome
    }

    /// Writes one. What cannot be posted any more becomes a draft that says why.
    async fn post_scheduled(&self, row: ScheduledRow) -> Result<()> {
        let caller = author(&row);
        let draft: Draft = serde_json::from_str(&row.body).unwrap_or_default();
        let draft = Draft {
            idempotency_key: None,
            ..draft
        };
        match self.ready_to_post(&caller, draft).await {
            Ok(mut ready) => {
                ready.scheduled = Some(row.id);
                self.insert_post(ready).await.map(drop)
            }
            Err(
                error @ (Error::Internal(_)
                | Error::Unreachable(_)
                | Error::Unavailable(_)
                | Error::TooMany { .. }),
            ) => Err(error),
            Err(error) => self.keep_as_draft(row, error.to_string()).await,
        }
    }

    async fn ready_to_post(&self, caller: &Caller, draft: Draft) -> Result<super::insert::Ready> {
        let account = self.account_views(&[caller.account_id]).await?.pop();
        if account.is_none_or(|account| account.is_suspended) {
            return Err(Error::Forbidden("This account cannot post."));
        }
        self.ready(caller, draft).await
    }

    async fn keep_as_draft(&self, row: ScheduledRow, problem: String) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| {
                if store::scheduled::remove(tx, row.account_id, row.id)? {
                    let draft = DraftRow {
                        id: row.id,
                        account_id: row.account_id,
                        body: row.body.clone(),
                        problem: Some(problem.clone()),
                        updated_at: now,
                    };
                    store::draft::insert(tx, &draft)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }
}

/// The author, as they came when they scheduled it.
fn author(row: &ScheduledRow) -> Caller {
    let via = row.app_id.map_or(Via::Console, |app| Via::App {
        app_id: app.into(),
        token_id: 0.into(),
    });
    Caller {
        account_id: AccountId::from(row.account_id),
        role: Role::Member,
        via,
    }
}

fn insert(tx: &mut store::Tx, row: &ScheduledRow, draft: &Draft) -> store::Result<i64> {
    if store::scheduled::count(tx, row.account_id, 0, i64::MAX)? >= MAX_SCHEDULED {
        return Err(refuse(Error::invalid(
            "scheduled_at",
            "too_many",
            format!("cannot be set: {MAX_SCHEDULED} posts are scheduled, which is the most"),
        )));
    }
    check_day(tx, row.account_id, row.due_at)?;
    if let Some(key) = &draft.idempotency_key
        && !store::idempotency::remember(tx, row.account_id, key, row.id, row.created_at)?
    {
        return store::idempotency::find(tx, row.account_id, key)?.ok_or(store::Error::Retry);
    }
    store::scheduled::insert(tx, row)?;
    if let Some(kept) = draft.draft {
        store::draft::remove(tx, row.account_id, kept.get())?;
    }
    Ok(row.id)
}

fn check_day(tx: &mut store::Tx, account: i64, due_at: i64) -> store::Result<()> {
    let from = due_at - due_at.rem_euclid(DAY);
    if store::scheduled::count(tx, account, from, from.saturating_add(DAY))? >= MAX_A_DAY {
        return Err(refuse(Error::invalid(
            "scheduled_at",
            "too_many",
            format!("cannot be on that day: {MAX_A_DAY} posts are, which is the most"),
        )));
    }
    Ok(())
}

fn view(row: &ScheduledRow) -> ScheduledView {
    ScheduledView {
        id: Id::from(row.id),
        due_at: Time::from_micros(row.due_at),
        draft: serde_json::from_str(&row.body).unwrap_or_default(),
        app_id: row.app_id.map(Id::from),
    }
}
