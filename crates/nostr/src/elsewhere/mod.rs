//! Relays elsewhere: what people here say is brought to them, and what is for people here or by those whom they follow is
//! read there (the outbox model, NIP-65). There is no centre that has to be believed.
//!
//! Always true here:
//! - Every connection goes through the one door, to `wss://` alone, and there are only so many at once.
//! - Nothing is taken that was not asked for, or that its author did not sign.
//! - What is to be brought and what was read is noted, so that it goes on after a crash.

mod address;
mod carry;
mod find;
mod listen;
mod people;
mod talk;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Nostr;
use crate::error::Result;

use self::people::Wanted;

/// How often it is looked at who is to be heard and what is to be brought.
const REST: Duration = Duration::from_secs(5);
/// How long a process has this to itself.
const LEASE: Duration = Duration::from_mins(1);
const LEASE_NAME: &str = "nostr:elsewhere";

/// The relays that are listened to, and what is wanted of each.
#[derive(Default)]
struct Listening {
    hosts: HashMap<String, (Wanted, watch::Sender<bool>)>,
    tasks: JoinSet<String>,
}

impl Listening {
    fn end(&mut self) {
        for (_, (_, stop)) in self.hosts.drain() {
            stop.send_replace(true);
        }
    }
}

impl Nostr {
    /// Brings and listens until `stopping` turns true. One process at a time.
    pub async fn run_elsewhere(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let holder = crypto::random_token();
        let mut listening = Listening::default();
        while !*stopping.borrow() {
            let is_ours = self.social.hold_lease(LEASE_NAME, &holder, LEASE).await;
            if matches!(is_ours, Ok(true)) {
                if let Err(error) = self.round(&mut listening).await {
                    tracing::error!(%error, "relays elsewhere could not be looked after");
                }
            } else {
                listening.end();
            }
            tokio::select! {
                () = tokio::time::sleep(REST) => {}
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        listening.end();
        while listening.tasks.join_next().await.is_some() {}
        let _ = self.social.release_lease(LEASE_NAME, &holder).await;
    }

    async fn round(self: &Arc<Self>, listening: &mut Listening) -> Result<()> {
        while let Some(ended) = listening.tasks.try_join_next() {
            if let Ok(host) = ended {
                listening.hosts.remove(&host);
            }
        }
        self.regroup(listening).await?;
        while self.note_errands().await? {}
        self.run_errands().await
    }

    /// Begins to listen where there is somebody to hear, and ends it where there is nobody, or somebody else.
    async fn regroup(self: &Arc<Self>, listening: &mut Listening) -> Result<()> {
        let wanted = self.wanted().await?;
        for (host, (now, stop)) in &listening.hosts {
            if wanted.get(host) != Some(now) {
                stop.send_replace(true);
            }
        }
        let now = i64::try_from(self.now_in_seconds()).unwrap_or(i64::MAX);
        for (host, people) in wanted {
            if listening.hosts.contains_key(&host)
                || self.social.event_host(&host).await?.again_at > now
            {
                continue;
            }
            let (stop, stopping) = watch::channel(false);
            listening.hosts.insert(host.clone(), (people.clone(), stop));
            let nostr = Arc::clone(self);
            listening.tasks.spawn(nostr.listen(host, people, stopping));
        }
        Ok(())
    }
}
