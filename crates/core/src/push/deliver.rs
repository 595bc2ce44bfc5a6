//! What apps are told, and what became of it.

use std::time::Duration;

use model::{Id, PostId, Time};
use store::Tx;
use store::push::{JobRow, SubscriptionRow};

use super::subscribe::{PushPolicy, kinds, seal_context};
use crate::view::NotificationKind;
use crate::{NotificationView, Result, Social};

/// Something to be sent.
#[derive(Clone)]
pub struct Push {
    /// Which.
    pub job: Id,
    /// Where to.
    pub endpoint: String,
    /// The subscriber's public key.
    pub public: Vec<u8>,
    /// The secret shared with the subscriber.
    pub auth: Vec<u8>,
    /// As the RFC says, not as its fourth draft.
    pub is_standard: bool,
    /// The token of the app that is woken.
    pub token: String,
    /// What happened.
    pub notification: NotificationView,
    /// The language of who is told, if they chose one.
    pub language: Option<String>,
    subscription: i64,
    tries: i64,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken, or will never be.
    Done,
    /// The push service does not know the subscription any more.
    Gone,
    /// It may work later: after this, or after what is usual.
    Later(Option<Duration>),
}

/// Tried this often.
const MOST_TRIES: i64 = 6;
/// What is older wakes nobody any more.
const STALE: Duration = Duration::from_hours(48);
/// The wait after the first failure; four times longer after each other one.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// Notes what is to be sent of a notification, in the transaction that writes it.
pub(crate) fn enqueue(
    social: &Social,
    tx: &mut Tx,
    account: i64,
    from: i64,
    notification: (Id, NotificationKind),
    now: Time,
) -> store::Result<bool> {
    let (id, kind) = notification;
    let mut any = false;
    for (subscription, alerts, policy) in store::push::wakeable(tx, account, now.micros())? {
        let policy = PushPolicy::from_word(&policy).unwrap_or_default();
        if !kinds(&alerts).contains(&kind) || !wants(tx, policy, account, from)? {
            continue;
        }
        let job = JobRow {
            id: social.new_id().get(),
            subscription_id: subscription,
            notification_id: id.get(),
            tries: 0,
            due_at: now.micros(),
        };
        store::push::enqueue(tx, &job)?;
        any = true;
    }
    Ok(any)
}

fn wants(tx: &mut Tx, policy: PushPolicy, account: i64, from: i64) -> store::Result<bool> {
    let (follower, followee) = match policy {
        PushPolicy::All => return Ok(true),
        PushPolicy::None => return Ok(false),
        PushPolicy::Followed => (account, from),
        PushPolicy::Follower => (from, account),
    };
    let follow = store::relation::find_follow(tx, follower, followee)?;
    Ok(follow.is_some_and(|follow| follow.state == store::relation::ACCEPTED))
}

impl Social {
    /// What is to be sent now, `limit` at most. What need not be sent any more is forgotten.
    pub async fn due_pushes(&self, limit: u32) -> Result<Vec<Push>> {
        let now = self.now().micros();
        let due = self
            .store()
            .read(move |conn| {
                let jobs = store::push::due(conn, now, i64::from(limit))?;
                let mut due = Vec::new();
                for job in jobs {
                    let to = store::push::find_by_id(conn, job.subscription_id)?;
                    due.push((job, to));
                }
                Ok(due)
            })
            .await?;
        let mut pushes = Vec::new();
        for (job, to) in due {
            let id = Id::from(job.id);
            match self.push(job, to).await? {
                Some(push) => pushes.push(push),
                None => self.finish_push(id).await?,
            }
        }
        Ok(pushes)
    }

    async fn push(&self, job: JobRow, to: Option<SubscriptionRow>) -> Result<Option<Push>> {
        let id = Id::from(job.notification_id);
        // Ids of all kinds hold the time in the same place.
        let is_stale = self.now().since(PostId::from(id).time()) > STALE;
        let Some(to) = to.filter(|_| !is_stale) else {
            return Ok(None);
        };
        let Some(notification) = self.find_notification(to.account_id.into(), id).await? else {
            return Ok(None);
        };
        let token = self
            .server_key()
            .open(&to.sealed_token, &seal_context(to.id))?;
        let account = to.account_id;
        let member = self
            .store()
            .read(move |conn| store::member::find(conn, account))
            .await?;
        let settings = member
            .map(|row| crate::member::MemberSettings::from_json(&row.settings))
            .unwrap_or_default();
        Ok(Some(Push {
            job: Id::from(job.id),
            endpoint: to.endpoint,
            public: to.public,
            auth: to.auth,
            is_standard: to.is_standard,
            token: String::from_utf8(token).unwrap_or_default(),
            notification,
            language: settings.default_language,
            subscription: to.id,
            tries: job.tries,
        }))
    }

    async fn finish_push(&self, job: Id) -> Result<()> {
        Ok(self
            .store()
            .write(move |tx| store::push::finish(tx, job.get()))
            .await?)
    }

    /// Notes what became of something that was sent.
    pub async fn note_push(&self, push: &Push, outcome: Outcome) -> Result<()> {
        let (subscription, tries) = (push.subscription, push.tries);
        match outcome {
            Outcome::Gone => Ok(self
                .store()
                .write(move |tx| store::push::drop_gone(tx, subscription))
                .await?),
            Outcome::Later(asked) if tries + 1 < MOST_TRIES => {
                let usual = FIRST_WAIT
                    .saturating_mul(4_u32.saturating_pow(u32::try_from(tries).unwrap_or(0)));
                let due_at = self.now().plus(asked.unwrap_or(usual).max(FIRST_WAIT));
                let job = push.job.get();
                Ok(self
                    .store()
                    .write(move |tx| store::push::put_off(tx, job, due_at.micros()))
                    .await?)
            }
            Outcome::Done | Outcome::Later(_) => self.finish_push(push.job).await,
        }
    }
}
