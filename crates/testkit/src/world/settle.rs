//! Letting everything happen that is to happen.

use std::time::Duration;

use social::journal::Progress;

use super::World;

/// Nothing takes more rounds than this; what does goes in a circle.
const ROUNDS: usize = 300;
/// How long a transaction of PostgreSQL may be waited for before looking again.
const HELD_BACK: Duration = Duration::from_millis(5);

/// Reads journals and makes deliveries until no world has anything left to do.
pub async fn settle(worlds: &[&World]) {
    for _ in 0..ROUNDS {
        let mut moved = false;
        for world in worlds {
            moved |= world.turn().await;
        }
        if !moved {
            return;
        }
    }
    panic!("after {ROUNDS} rounds there is still something to do");
}

impl World {
    /// Reads the journal and makes deliveries until there is nothing left to do now. A delivery that
    /// failed waits for its time: move the clock.
    pub async fn settle(&self) {
        settle(&[self]).await;
    }

    /// One round of every reader. Whether anything was done.
    async fn turn(&self) -> bool {
        let mut moved = is_moving(self.social().live_step().await).await;
        moved |= is_moving(self.social().index_step().await).await;
        for network in self.social().networks() {
            moved |= is_moving(self.social().publish_step(network.as_ref()).await).await;
        }
        moved | self.deliver().await
    }

    async fn deliver(&self) -> bool {
        let lanes = self.social().due_lanes(activitypub::ID, 100).await;
        let lanes = lanes.expect("lanes can be read");
        let moved = !lanes.is_empty();
        for lane in lanes {
            Box::pin(self.activitypub().deliver_lane(lane)).await;
        }
        moved
    }
}

/// A network that fails is tried again in the next round, as the binary does.
async fn is_moving(step: social::Result<Progress>) -> bool {
    match step {
        Err(social::Error::Internal(source)) => panic!("a reader broke down: {source:?}"),
        Ok(Progress::Idle) => false,
        Ok(Progress::Waiting) => {
            tokio::time::sleep(HELD_BACK).await;
            true
        }
        Ok(Progress::Moved) | Err(_) => true,
    }
}
