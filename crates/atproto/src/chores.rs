//! What is done in its own time: telling the directory, beginning repositories, telling relays.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use infra::fetch::Post;
use model::{AccountId, Time};
use serde_json::json;
use social::repo::RepoState;
use tokio::sync::{Notify, watch};

use crate::AtProto;
use crate::error::Result;

/// How long to wait when there is nothing to do.
const REST: Duration = Duration::from_secs(5);
/// How long a process has the chores to itself.
const LEASE: Duration = Duration::from_mins(1);
/// How many accounts are looked at in one go.
const BATCH: u32 = 50;
/// Relays are not told more often than this: they come by themselves while they are connected.
const CRAWL_EVERY: Duration = Duration::from_mins(20);

/// What is to be done, and how far it has come.
#[derive(Debug, Default)]
pub(crate) struct Chores {
    due: Notify,
    /// Up to where members were looked at.
    looked_at: AtomicI64,
    /// When something was written that relays have not been told of; 0 for never.
    news_at: AtomicI64,
    /// When relays were told.
    told_at: AtomicI64,
}

impl AtProto {
    /// There is something to do now.
    pub(crate) fn chores_due(&self) {
        self.chores.due.notify_one();
    }

    /// There is something new to read here.
    pub(crate) fn ask_for_crawl(&self) {
        let now = self.social.now().micros();
        self.chores.news_at.store(now, Ordering::Relaxed);
        self.chores_due();
    }

    /// Does what is to be done, until `stopping` turns true. One process at a time.
    pub async fn run_chores(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let holder = crypto::random_token();
        self.ask_for_crawl();
        while !*stopping.borrow() {
            let is_ours = self.social.hold_lease("atproto:chores", &holder, LEASE);
            let has_more = match is_ours.await {
                Ok(true) => self.do_chores().await,
                Ok(false) => Ok(false),
                Err(error) => Err(error.into()),
            };
            match has_more {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "chores of the AT Protocol failed"),
            }
            tokio::select! {
                () = self.chores.due.notified() => {}
                () = tokio::time::sleep(REST) => {}
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        let _ = self.social.release_lease("atproto:chores", &holder).await;
    }

    /// One round; `true` when there is more.
    pub(crate) async fn do_chores(&self) -> Result<bool> {
        let has_begun = self.begin_repos().await?;
        let has_sent = self.send_operations().await?;
        self.keep_in_step().await?;
        self.end_overdue().await?;
        let has_arrived = self.settle_arrivals().await?;
        self.tell_relays().await;
        Ok(has_begun || has_sent || has_arrived)
    }

    /// Gives repositories to members who joined before there were any.
    async fn begin_repos(&self) -> Result<bool> {
        let after = AccountId::from(self.chores.looked_at.load(Ordering::Relaxed));
        let members = self.social.members_without_repo(after, BATCH).await?;
        for member in &members {
            if self.repo_of(*member).await?.is_some() {
                self.publish_profile(*member).await?;
            }
        }
        // Whoever wants none is asked again in the next round over all.
        let last = members.last().map_or(0, |member| member.get());
        self.chores.looked_at.store(last, Ordering::Relaxed);
        Ok(!members.is_empty() && last != after.get() && members.len() >= 50)
    }

    /// What staff decided about people holds for their repositories.
    async fn keep_in_step(&self) -> Result<()> {
        for (account, state) in self.social.repos_out_of_step(BATCH).await? {
            if state == RepoState::Active {
                self.activate(account).await?;
            } else {
                self.deactivate(account, state).await?;
            }
        }
        Ok(())
    }

    /// What its owner kept back for a while goes for good.
    async fn end_overdue(&self) -> Result<()> {
        for account in self.social.overdue_repos(BATCH).await? {
            self.deactivate(account, RepoState::Deleted).await?;
        }
        Ok(())
    }

    /// Tells relays that there is something new, now and then (`com.atproto.sync.requestCrawl`).
    async fn tell_relays(&self) {
        let now = self.social.now();
        let news = self.chores.news_at.load(Ordering::Relaxed);
        let told = self.chores.told_at.load(Ordering::Relaxed);
        let is_soon = told != 0 && now.since(Time::from_micros(told)) < CRAWL_EVERY;
        if news <= told || is_soon {
            return;
        }
        self.chores.told_at.store(now.micros(), Ordering::Relaxed);
        for relay in &self.config.relays {
            if let Err(error) = self.request_crawl(relay).await {
                tracing::warn!(relay, %error, "a relay could not be told");
            }
        }
    }

    async fn request_crawl(&self, relay: &str) -> Result<()> {
        let hostname = self.social.base_url().authority().to_owned();
        let json = HeaderValue::from_static("application/json");
        let url = format!("{relay}/xrpc/com.atproto.sync.requestCrawl");
        let answer = self
            .door
            .post(Post {
                url: &url,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: Bytes::from(json!({ "hostname": hostname }).to_string()),
            })
            .await?;
        if !answer.status.is_success() {
            tracing::warn!(relay, status = %answer.status, "a relay does not want to read here");
        }
        Ok(())
    }
}
