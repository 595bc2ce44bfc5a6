//! What may be done later, or not at all: fetching parents, looking again at actors. Nothing acknowledged depends on
//! it, so it lives in memory and is bounded.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use model::PostId;
use quick_cache::sync::Cache;
use tokio::sync::{Mutex, mpsc, watch};

use crate::ActivityPub;
use crate::error::Result;

/// How many wishes wait at most; more are forgotten.
const WAITING: usize = 512;
/// How many are done at once.
const AT_ONCE: usize = 4;
/// How many long ones wait at most, and are done at once: they take minutes, and must not hold up the others.
const LONG_WAITING: usize = 64;
const LONG_AT_ONCE: usize = 2;
/// How many wishes are remembered, so that one is not made again at once.
const REMEMBERED: usize = 4_096;
/// For how long.
const ONCE_IN: Duration = Duration::from_mins(10);

/// Something that would be good to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Chore {
    /// Look at an actor again.
    RefreshActor(String),
    /// Fetch a post and those it answers.
    FetchParents(String),
    /// Fetch what a post quotes, and what says that it may.
    CheckQuote {
        /// The post that quotes.
        by: String,
        /// What it quotes.
        quoted: String,
        /// Where its author agrees.
        authorization: Option<String>,
    },
    /// Look for the rest of the thread around a post.
    CompleteThread(PostId),
    /// Ask an account's own server how much there is of it, and for its last posts if somebody here follows it.
    LookAtAccount(String),
    /// Look at what an actor has pinned.
    FetchFeatured(String),
    /// See whether the server of somebody counts the same people here among their followers as we do.
    CompareFollowers {
        /// Whose followers.
        of: String,
        /// What their server says of them.
        url: String,
        /// The digest of it.
        digest: String,
    },
    /// Ask again how a poll stands.
    CountVotes(String),
}

type Receiver = Mutex<mpsc::Receiver<Chore>>;

/// The wishes that wait.
pub(crate) struct Chores {
    sender: mpsc::Sender<Chore>,
    receiver: Receiver,
    long_sender: mpsc::Sender<Chore>,
    long_receiver: Receiver,
    lately: Cache<Chore, model::Time>,
    /// How many wait or are being done.
    left: watch::Sender<usize>,
}

impl Chores {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let (long_sender, long_receiver) = mpsc::channel(LONG_WAITING);
        Self {
            sender,
            receiver: Mutex::new(receiver),
            long_sender,
            long_receiver: Mutex::new(long_receiver),
            lately: Cache::new(REMEMBERED),
            left: watch::Sender::new(0),
        }
    }
}

impl ActivityPub {
    /// Wishes that something be done later.
    pub(crate) fn wish(&self, chore: Chore) {
        if !self.is_new_wish(&chore) {
            return;
        }
        self.chores.left.send_modify(|left| *left += 1);
        if self.chores.sender.try_send(chore).is_err() {
            self.one_less();
            tracing::debug!("too many chores wait; one is forgotten");
        }
    }

    /// Whether something was not wished for a moment ago.
    pub(crate) fn is_new_wish(&self, chore: &Chore) -> bool {
        let now = self.social.now();
        let lately = self.chores.lately.get(chore);
        if lately.is_some_and(|at| now.since(at) < ONCE_IN) {
            return false;
        }
        self.chores.lately.insert(chore.clone(), now);
        true
    }

    /// Wishes for something that takes minutes, and of which the core remembers that it was wished for. Whether it will be
    /// done.
    pub(crate) fn wish_long(&self, chore: Chore) -> bool {
        self.chores.left.send_modify(|left| *left += 1);
        let is_taken = self.chores.long_sender.try_send(chore).is_ok();
        if !is_taken {
            self.one_less();
            tracing::debug!("too many long chores wait; one is forgotten");
        }
        is_taken
    }

    fn one_less(&self) {
        let left = &self.chores.left;
        left.send_modify(|left| *left = left.saturating_sub(1));
    }

    /// Waits until everything that was wished for so far was tried, while [`Self::run_chores`] runs: for whoever has to know
    /// what became of it.
    pub async fn chores_done(&self) {
        let mut left = self.chores.left.subscribe();
        // It only fails when nobody counts any more, and then there is nothing to wait for.
        let _ = left.wait_for(|left| *left == 0).await;
    }

    /// Does what was wished for, a few at a time, until `shutdown` turns true.
    pub async fn run_chores(self: Arc<Self>, shutdown: watch::Receiver<bool>) {
        let short = self.run_lane(&self.chores.receiver, AT_ONCE, shutdown.clone());
        let long = self.run_lane(&self.chores.long_receiver, LONG_AT_ONCE, shutdown);
        tokio::join!(short, long);
    }

    async fn run_lane(
        &self,
        receiver: &Receiver,
        at_once: usize,
        mut shutdown: watch::Receiver<bool>,
    ) {
        let mut wishes = receiver.lock().await;
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                _ = shutdown.wait_for(|stop| *stop) => return,
                Some(()) = running.next() => {}
                Some(chore) = wishes.recv(), if running.len() < at_once => {
                    running.push(self.try_chore(chore));
                }
                else => return,
            }
        }
    }

    async fn try_chore(&self, chore: Chore) {
        if let Err(error) = Box::pin(self.do_chore(&chore)).await {
            tracing::debug!(?chore, code = error.code(), %error, "chore left undone");
        }
        self.one_less();
    }

    async fn do_chore(&self, chore: &Chore) -> Result<()> {
        match chore {
            Chore::RefreshActor(uri) => self.refresh_actor(uri).await.map(|_| ()),
            Chore::FetchParents(uri) => self.fetch_parents(uri).await,
            Chore::CheckQuote {
                by,
                quoted,
                authorization,
            } => self.check_quote(by, quoted, authorization.as_deref()).await,
            Chore::CompleteThread(post) => self.complete_thread(*post).await,
            Chore::LookAtAccount(uri) => self.read_past(uri).await,
            Chore::FetchFeatured(uri) => self.fetch_featured(uri).await,
            Chore::CompareFollowers { of, url, digest } => {
                self.compare_followers(of, url, digest).await
            }
            Chore::CountVotes(uri) => self.count_votes(uri).await,
        }
    }
}
