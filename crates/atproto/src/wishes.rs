//! What may be done later, or not at all: looking at people again, fetching what stands around a post. Nothing acknowledged
//! depends on it, so it lives in memory and is bounded.

use std::sync::Arc;
use std::time::Duration;

use at_proto::syntax::{AtUri, Did};
use futures_util::stream::{FuturesUnordered, StreamExt};
use model::Time;
use quick_cache::sync::Cache;
use tokio::sync::{Mutex, mpsc, watch};

use crate::AtProto;
use crate::error::Result;

/// How many wishes wait at most; more are forgotten.
const WAITING: usize = 512;
/// How many are done at once.
const AT_ONCE: usize = 4;
/// How many wishes are remembered, so that one is not made again at once.
const REMEMBERED: usize = 4_096;
/// For how long.
const ONCE_IN: Duration = Duration::from_mins(1);

/// Something that would be good to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Wish {
    /// Look at somebody again.
    Refresh(Did),
    /// See what somebody wrote before anybody here knew them.
    FirstLook(Did),
    /// See what was missed of what somebody wrote.
    CatchUp(Did),
    /// Fetch a post and those it answers.
    Parents {
        /// The post.
        from: AtUri,
        /// In how many parts at most.
        parts: u8,
    },
    /// Fetch a post that another one quotes, and see whether it may.
    Quoted {
        /// The post that quotes.
        by: AtUri,
        /// The post that it quotes.
        quoted: AtUri,
    },
}

/// The wishes that wait.
pub(crate) struct Wishes {
    sender: mpsc::Sender<Wish>,
    receiver: Mutex<mpsc::Receiver<Wish>>,
    lately: Cache<Wish, Time>,
}

impl Default for Wishes {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        Self {
            sender,
            receiver: Mutex::new(receiver),
            lately: Cache::new(REMEMBERED),
        }
    }
}

impl AtProto {
    /// Wishes that something be done later.
    pub(crate) fn wish(&self, wish: Wish) {
        let now = self.social.now();
        let lately = self.wishes.lately.get(&wish);
        if lately.is_some_and(|at| now.since(at) < ONCE_IN) {
            return;
        }
        self.wishes.lately.insert(wish.clone(), now);
        if self.wishes.sender.try_send(wish).is_err() {
            tracing::debug!("too many wishes wait; one is forgotten");
        }
    }

    /// Does what was wished for, a few at a time, until `stopping` turns true.
    pub async fn run_wishes(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let mut wishes = self.wishes.receiver.lock().await;
        let mut running = FuturesUnordered::new();
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                Some(()) = running.next() => {}
                Some(wish) = wishes.recv(), if running.len() < AT_ONCE => {
                    running.push(self.try_wish(wish));
                }
                else => return,
            }
        }
    }

    async fn try_wish(&self, wish: Wish) {
        if let Err(error) = Box::pin(self.fulfil(&wish)).await {
            tracing::debug!(?wish, %error, "a wish was left unfulfilled");
        }
    }

    pub(crate) async fn fulfil(&self, wish: &Wish) -> Result<()> {
        match wish {
            Wish::Refresh(did) => self.refresh_account(did).await.map(drop),
            Wish::FirstLook(did) => self.first_look(did).await,
            Wish::CatchUp(did) => self.catch_up(did).await,
            Wish::Parents { from, parts } => self.fetch_parents(from, *parts).await,
            Wish::Quoted { by, quoted } => self.fetch_quoted(by, quoted).await,
        }
    }
}
