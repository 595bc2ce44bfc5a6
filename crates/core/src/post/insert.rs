//! A post that is ready becomes rows.

use model::{Audience, PostId};
use store::poll::PollRow;
use store::post::{Counter, NewPost};

use super::import::ImportedRecord;
use crate::journal::{Change, Record};
use crate::media::Attaching;
use crate::member::{reason, refuse};
use crate::{Error, Result, Social};

/// What is said when a record became a post before.
const ALREADY: Error = Error::Conflict("This record is a post already.");

/// A post that is ready to be written, with what is written or removed in the same transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ready {
    pub(crate) new: NewPost,
    pub(super) poll: Option<PollRow>,
    pub(super) media: Attaching,
    pub(super) key: Option<String>,
    pub(super) draft: Option<i64>,
    /// The scheduled post that it is; when that is gone, somebody has posted or cancelled it.
    pub(crate) scheduled: Option<i64>,
    /// The record that it was elsewhere: then it is nothing new, and nobody is told.
    pub(super) record: Option<ImportedRecord>,
    /// Whoever it answers has to let it in first.
    pub(super) waits: bool,
}

/// A post that is checked and rendered and has its id, and is not written yet.
#[derive(Debug, Clone)]
pub struct ReadyPost(pub(super) Ready);

impl ReadyPost {
    /// The id that it will have.
    pub fn id(&self) -> PostId {
        PostId::from(self.0.new.row.id)
    }

    /// For whom it will be.
    pub fn audience(&self) -> Audience {
        Audience::from_code(self.0.new.row.audience)
    }

    /// Writes it, as a part of something larger.
    pub(crate) fn write(&self, tx: &mut store::Tx) -> store::Result<()> {
        write(tx, &self.0).map(drop)
    }
}

impl Social {
    /// Writes what is ready. `None` when it was to be a scheduled post that is gone.
    pub(crate) async fn insert_post(&self, ready: Ready) -> Result<Option<PostId>> {
        let id = self
            .store()
            .write(move |tx| write(tx, &ready))
            .await
            .map_err(reason)?;
        self.journal_grew();
        Ok(id.map(PostId::from))
    }
}

fn write(tx: &mut store::Tx, ready: &Ready) -> store::Result<Option<i64>> {
    let mut new = ready.new.clone();
    let (id, account, now) = (new.row.id, new.row.account_id, new.row.created_at);
    if let Some(scheduled) = ready.scheduled
        && !store::scheduled::remove(tx, account, scheduled)?
    {
        return Ok(None);
    }
    if let Some(key) = &ready.key
        && !store::idempotency::remember(tx, account, key, id, now)?
    {
        // Somebody was quicker with the same key. If their transaction is not to be seen yet, ours is done again.
        return match store::idempotency::find(tx, account, key)? {
            Some(earlier) => Ok(Some(earlier)),
            None => Err(store::Error::Retry),
        };
    }
    if let Some(parent) = new.row.reply_to_id {
        new.row.thread_id = store::thread::first_of(tx, parent)?.unwrap_or(id);
    }
    store::post::insert(tx, &new)?;
    if let Some(parent) = new.row.reply_to_id.zip(new.row.reply_to_account_id) {
        super::answer::note(tx, (id, account), parent, ready.waits)?;
        super::count_answer(tx, id, parent.0, 1)?;
    }
    ready.media.write(tx, account, id, now)?;
    if let Some(poll) = &ready.poll {
        store::poll::insert(tx, poll)?;
    }
    if let Some(quoted) = new.row.quote_of_id
        && new.row.quote_state == model::QuoteConsent::Accepted.code()
    {
        store::post::count(tx, quoted, Counter::Quotes, 1)?;
    }
    if let Some(draft) = ready.draft {
        store::draft::remove(tx, account, draft)?;
    }
    store::account::count_post(tx, account, 1, Some(now))?;
    if let Some(record) = &ready.record {
        let key = (record.collection.as_str(), record.rkey.as_str());
        let is_first = store::repo_arrival::set_subject(tx, account, key, id)?;
        return if is_first {
            Ok(Some(id))
        } else {
            Err(refuse(ALREADY))
        };
    }
    Record::local(now, account, Change::PostCreated, id).append(tx)?;
    Ok(Some(id))
}
