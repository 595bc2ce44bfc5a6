//! What is done now and then.

use std::time::Duration;

use social::Social;
use tokio::sync::watch;
use tokio::task::JoinSet;

const TIDY_EVERY: Duration = Duration::from_hours(1);

/// Starts every job. They end when `stopping` turns true.
pub(crate) fn run(social: &Social, stopping: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(tidy(social.clone(), stopping.clone()));
    tasks
}

/// Forgets what is old.
async fn tidy(social: Social, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = social.prune().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "old data could not be removed");
        }
    }
}
