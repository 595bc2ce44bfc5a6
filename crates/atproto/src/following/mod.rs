//! What those elsewhere write whom people here follow, and what anybody there does to people here.
//!
//! Each host that keeps repositories of such people is listened to once; where too much is said, people are asked for one by
//! one. There is no centre that has to be believed.
//!
//! Always true here:
//! - Nothing is taken that its author did not sign, and nothing of a repository from a host that does not keep it.
//! - A place in a stream is noted after what stands before it was taken, so nothing is lost when this server stops.
//! - What happens twice changes nothing.

mod apply;
mod catch_up;
mod commit;
mod deeds;
mod event;
mod gates;
mod gone;
mod notices;
mod people;
mod poll;
mod stream;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::AtProto;
use crate::error::Result;

pub(crate) use people::Following;
#[cfg(test)]
pub(crate) use people::host_of;

/// How often it is looked at who follows whom, when nobody says that it has changed.
const REST: Duration = Duration::from_secs(15);
/// How long a process has this to itself.
const LEASE: Duration = Duration::from_mins(1);
const LEASE_NAME: &str = "atproto:following";

/// The hosts that are listened to.
struct Listening {
    hosts: HashMap<String, watch::Sender<bool>>,
    poll: Option<watch::Sender<bool>>,
    tasks: JoinSet<String>,
}

impl AtProto {
    /// Listens to those whom people here follow, until `stopping` turns true. One process at a time.
    pub async fn run_following(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let holder = crypto::random_token();
        let mut listening = Listening {
            hosts: HashMap::new(),
            poll: None,
            tasks: JoinSet::new(),
        };
        while !*stopping.borrow() {
            let is_ours = self.social.hold_lease(LEASE_NAME, &holder, LEASE).await;
            if matches!(is_ours, Ok(true)) {
                if let Err(error) = self.regroup(&mut listening).await {
                    tracing::error!(%error, "whom people here follow could not be read");
                }
            } else {
                listening.end();
            }
            tokio::select! {
                () = self.following.due.notified() => {}
                () = tokio::time::sleep(REST) => {}
                Some(ended) = listening.tasks.join_next() => {
                    if let Ok(pds) = ended {
                        listening.hosts.remove(&pds);
                    }
                }
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        listening.end();
        while listening.tasks.join_next().await.is_some() {}
        let _ = self.social.release_lease(LEASE_NAME, &holder).await;
    }

    /// Somebody here follows somebody else now, or does no longer.
    pub(crate) fn following_changed(&self) {
        self.following.due.notify_one();
    }

    /// Begins to listen where there is somebody to hear, and ends it where there is nobody.
    async fn regroup(self: &Arc<Self>, listening: &mut Listening) -> Result<()> {
        let wanted = self.look_at_people().await?;
        listening.hosts.retain(|pds, stop| {
            let is_wanted = wanted.contains(pds);
            if !is_wanted {
                stop.send_replace(true);
            }
            is_wanted
        });
        for pds in wanted {
            if !listening.hosts.contains_key(&pds) {
                let (stop, stopping) = watch::channel(false);
                listening.hosts.insert(pds.clone(), stop);
                let at = Arc::clone(self);
                listening.tasks.spawn(async move {
                    Box::pin(at.listen(&pds, stopping)).await;
                    pds
                });
            }
        }
        if listening.poll.is_none() {
            let (stop, stopping) = watch::channel(false);
            listening.poll = Some(stop);
            let at = Arc::clone(self);
            listening.tasks.spawn(async move {
                Box::pin(at.poll(stopping)).await;
                String::new()
            });
        }
        Ok(())
    }
}

impl Listening {
    /// Has everything stop; it does when it has done what it is at.
    fn end(&mut self) {
        let stops = self.hosts.drain().map(|(_, stop)| stop);
        for stop in stops.chain(self.poll.take()) {
            stop.send_replace(true);
        }
    }
}
