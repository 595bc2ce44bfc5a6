//! The readers of the journal. Each runs in one process at a time, under a lease.

use std::sync::Arc;
use std::time::Duration;

use activitypub::ActivityPub;
use atproto::AtProto;
use folkmoot_nostr::Nostr;
use social::card::Browser;
use social::journal::Progress;
use social::{Network, Social};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long a lease lasts; renewed at half of it.
const LEASE: Duration = Duration::from_secs(20);
/// How long to wait for what another process may have written.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long to wait for a transaction that is still open.
const HELD_BACK: Duration = Duration::from_millis(10);
/// An entry that fails this often is passed over, so that what comes behind it is not held up for ever.
const TRIES: u32 = 8;

/// Starts every reader. They end when `stopping` turns true.
pub(crate) fn run(
    social: &Social,
    activitypub: &Arc<ActivityPub>,
    (atproto, nostr): (Option<&Arc<AtProto>>, Option<&Arc<Nostr>>),
    browser: &Arc<dyn Browser>,
    stopping: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(read(Reader::Live, social.clone(), stopping.clone()));
    tasks.spawn(read(Reader::Index, social.clone(), stopping.clone()));
    tasks.spawn(read(
        Reader::Cards(Arc::clone(browser)),
        social.clone(),
        stopping.clone(),
    ));
    for network in social.networks() {
        tasks.spawn(read(
            Reader::Publish(Arc::clone(network)),
            social.clone(),
            stopping.clone(),
        ));
    }
    tasks.spawn(Arc::clone(activitypub).run_deliveries(stopping.clone()));
    tasks.spawn(Arc::clone(activitypub).run_chores(stopping.clone()));
    if let Some(atproto) = atproto {
        tasks.spawn(Arc::clone(atproto).run_chores(stopping.clone()));
        tasks.spawn(Arc::clone(atproto).run_wishes(stopping.clone()));
        tasks.spawn(Arc::clone(atproto).run_following(stopping.clone()));
    }
    if let Some(nostr) = nostr {
        tasks.spawn(Arc::clone(nostr).run_elsewhere(stopping.clone()));
    }
    tasks
}

enum Reader {
    /// Tells people.
    Live,
    /// Keeps the index of words, from a list of its own.
    Index,
    /// Asks what links lead to.
    Cards(Arc<dyn Browser>),
    /// Tells a network.
    Publish(Arc<dyn Network>),
}

impl Reader {
    fn name(&self) -> String {
        match self {
            Self::Live => "reader:live".to_owned(),
            Self::Index => "reader:index".to_owned(),
            Self::Cards(_) => "reader:cards".to_owned(),
            Self::Publish(network) => format!("reader:publish:{}", network.id()),
        }
    }

    /// How long it rests after having done something. An index may lag, and then one transaction indexes what many
    /// wrote.
    fn rest(&self) -> Duration {
        match self {
            Self::Index => Duration::from_millis(200),
            Self::Live | Self::Publish(_) | Self::Cards(_) => Duration::ZERO,
        }
    }

    async fn step(&self, social: &Social) -> social::Result<Progress> {
        match self {
            Self::Live => social.live_step().await,
            Self::Index => social.index_step().await,
            Self::Cards(browser) => social.cards_step(browser.as_ref()).await,
            Self::Publish(network) => social.publish_step(network.as_ref()).await,
        }
    }

    async fn park(&self, social: &Social) -> social::Result<()> {
        match self {
            Self::Live | Self::Index | Self::Cards(_) => Ok(()),
            Self::Publish(network) => social.park_entry(network.as_ref()).await,
        }
    }
}

async fn read(reader: Reader, social: Social, mut stopping: watch::Receiver<bool>) {
    let name = reader.name();
    let holder = crypto::random_token();
    let mut changed = social.journal_changed();
    let mut held_until = None;
    let mut failures = 0;
    while !*stopping.borrow() {
        changed.mark_unchanged();
        let wait = match turn(&reader, &social, &name, &holder, &mut held_until).await {
            Ok(Some(Progress::Moved)) => {
                failures = 0;
                tokio::time::sleep(reader.rest()).await;
                continue;
            }
            Ok(Some(Progress::Waiting)) => HELD_BACK,
            Ok(Some(Progress::Idle) | None) => LOOK_AGAIN,
            Err(error) => {
                failures += 1;
                tracing::error!(reader = name, failures, %error, source = ?std::error::Error::source(&error), "a reader of the journal failed");
                if failures >= TRIES && reader.park(&social).await.is_ok() {
                    failures = 0;
                }
                Duration::from_millis(100 << failures.min(6))
            }
        };
        tokio::select! {
            _ = changed.changed() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stopping.wait_for(|stop| *stop) => break,
        }
    }
    let _ = social.release_lease(&name, &holder).await;
}

/// One step, if this process holds the reader's lease.
async fn turn(
    reader: &Reader,
    social: &Social,
    name: &str,
    holder: &str,
    held_until: &mut Option<tokio::time::Instant>,
) -> social::Result<Option<Progress>> {
    let now = tokio::time::Instant::now();
    if held_until.is_none_or(|until| until <= now + LEASE / 2) {
        *held_until = social
            .hold_lease(name, holder, LEASE)
            .await?
            .then_some(now + LEASE);
    }
    match held_until {
        Some(_) => reader.step(social).await.map(Some),
        None => Ok(None),
    }
}
