//! Those whom people here follow and whose host says too much: they are asked for one by one, a little at a time.

use std::time::Duration;

use at_proto::syntax::Did;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use crate::AtProto;
use crate::error::Result;
use crate::people::{Age, Notes};

/// How long it rests between two of them: this many questions are asked at most.
const PAUSE: Duration = Duration::from_millis(500);
/// How soon everybody is asked for again, when there are few.
const ROUND: Duration = Duration::from_mins(1);

impl AtProto {
    /// Asks for one after the other, and for what strangers did, until `stopping` turns true.
    pub(super) async fn poll(&self, mut stopping: watch::Receiver<bool>) {
        tokio::select! {
            () = self.poll_on() => {}
            () = self.notice_on() => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    async fn poll_on(&self) {
        loop {
            let next_round = Instant::now() + ROUND;
            let people = self.following.people();
            for did in &people.polled {
                if let Err(error) = Box::pin(self.poll_one(did)).await {
                    tracing::debug!(%did, %error, "somebody could not be asked for");
                }
                sleep(PAUSE).await;
            }
            if people.polled.is_empty() {
                sleep(PAUSE).await;
            } else {
                sleep_until(next_round).await;
            }
        }
    }

    /// Looks whether somebody wrote anything since, and takes it.
    pub(crate) async fn poll_one(&self, did: &Did) -> Result<()> {
        let document = self.document(did, Age::Remembered).await?;
        let latest = self.latest_commit(&document).await?;
        let known = self.known_elsewhere(did).await?;
        let is_news = match (&known, latest) {
            (Some(known), Some((_, rev))) => known.is_away || Notes::of(known).rev() != Some(rev),
            _ => true,
        };
        if is_news {
            self.catch_up(did).await?;
        }
        Ok(())
    }
}
