//! Events are kept, taken back and told what they are.

use model::AccountId;
use model::words::words;
use store::event::{EventRow, Gone, Keeping};

use super::{Deletion, KeepEvent, Kept, KeptEvent};
use crate::{Result, Social};

/// A deletion, which itself cannot be taken back (NIP-09).
const DELETION: i64 = 5;
/// What is wrapped for one reader by a key of one use (NIP-59): it goes with its reader.
const GIFT_WRAP: i64 = 1059;
/// The words of an event that are indexed.
const MOST_WORDS: usize = 2_000;
/// Longer values are not looked for.
const MOST_VALUE: usize = 1_024;
/// How many that have ended are deleted at once.
const SWEPT: i64 = 500;

/// An event as the database is given it.
struct Ready {
    row: EventRow,
    tags: Vec<(String, String)>,
    words: Vec<String>,
    keep: KeepEvent,
}

impl Social {
    /// Keeps an event, with the posts that it is of and with what it takes back, or nothing of all that.
    pub async fn keep_event(&self, keep: KeepEvent) -> Result<Kept> {
        let kept = self.keep_events(vec![keep]).await?;
        Ok(kept.first().copied().unwrap_or(Kept::Known))
    }

    /// The same for several in one transaction; what became of each, in their order.
    pub async fn keep_events(&self, keep: Vec<KeepEvent>) -> Result<Vec<Kept>> {
        let has_posts = keep.iter().any(|keep| !keep.posts.is_empty());
        let ready: Vec<Ready> = keep
            .into_iter()
            .map(|keep| self.ready_event(keep))
            .collect();
        let write = move |tx: &mut store::Tx| ready.iter().map(|ready| write(tx, ready)).collect();
        let kept: Vec<Kept> = self.store().write(write).await?;
        if has_posts {
            self.journal_grew();
        }
        Ok(kept)
    }

    fn ready_event(&self, keep: KeepEvent) -> Ready {
        let event = &keep.event;
        let is_findable = |value: &str| value.len() <= MOST_VALUE && !value.contains('\0');
        let tags = event.tags.iter();
        let tags = tags.filter(|(_, value)| is_findable(value));
        Ready {
            row: EventRow {
                num: self.fresh_id().get(),
                id: event.id.to_vec(),
                author: event.author.to_vec(),
                kind: i64::from(event.kind),
                created_at: event.created_at,
                d: event.address.as_deref().map(super::name),
                body: event.body.clone(),
                readers: (!event.readers.is_empty()).then(|| event.readers.concat()),
                expires_at: event.expires_at,
                subject_id: keep.subject,
                account_id: None,
                is_barred: false,
            },
            tags: tags
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
            // Words of what is for one reader are found by nobody.
            words: if event.readers.is_empty() {
                words(&event.words, MOST_WORDS)
            } else {
                Vec::new()
            },
            keep,
        }
    }

    /// Says what an event is here.
    pub async fn set_event_subject(&self, id: [u8; 32], subject: i64) -> Result<()> {
        let set = move |tx: &mut store::Tx| store::event::set_subject(tx, &id, subject);
        Ok(self.store().write(set).await?)
    }

    /// Says whose events these are that a key has signed, also those that are here already.
    pub async fn set_event_author(&self, author: [u8; 32], account: AccountId) -> Result<()> {
        let account = account.get();
        let set = move |tx: &mut store::Tx| store::event::set_account(tx, &author, account);
        Ok(self.store().write(set).await?)
    }

    /// Deletes an event by the word of staff, and keeps it from coming again.
    pub async fn bar_event(&self, id: [u8; 32]) -> Result<Option<KeptEvent>> {
        let barred = self.store().write(move |tx| store::event::bar(tx, &id));
        Ok(barred.await?.map(KeptEvent::read))
    }

    /// Deletes some of the events that have ended. `true` when there are more.
    pub async fn sweep_events(&self) -> Result<bool> {
        let now = self.now().seconds();
        let left = self.store().write(move |tx| {
            store::event::delete_expired(tx, now, SWEPT)?;
            store::event::count_expired(tx, now)
        });
        Ok(left.await? > 0)
    }
}

fn write(tx: &mut store::Tx, ready: &Ready) -> store::Result<Kept> {
    let Ready {
        row,
        tags,
        words,
        keep,
    } = ready;
    match store::event::is_gone(tx, row)? {
        Some(Gone::Deleted) => return Ok(Kept::Deleted),
        Some(Gone::Vanished) => return Ok(Kept::Vanished),
        None => {}
    }
    match store::event::insert(tx, row, tags, words)? {
        Keeping::New => {}
        Keeping::Known => return Ok(Kept::Known),
        Keeping::Older => return Ok(Kept::Older),
    }
    if let Some(account) = keep.account {
        store::event::set_account(tx, &row.author, account.get())?;
    }
    for deletion in &keep.deletes {
        take_back(tx, &row.author, deletion)?;
    }
    if let Some(until) = keep.vanishes_until {
        store::event::vanish(tx, &row.author, until, GIFT_WRAP)?;
        // What says so stays, so that others learn of it.
        store::event::insert(tx, row, tags, words)?;
    }
    for post in &keep.posts {
        post.write(tx)?;
    }
    Ok(Kept::New)
}

fn take_back(tx: &mut store::Tx, author: &[u8], deletion: &Deletion) -> store::Result<()> {
    match deletion {
        Deletion::Id(id) => store::event::take_back(tx, author, id, DELETION)?,
        Deletion::Address { kind, d, until } => {
            let d = super::name(d);
            store::event::take_back_address(tx, author, (i64::from(*kind), &d), *until)?
        }
    };
    Ok(())
}
