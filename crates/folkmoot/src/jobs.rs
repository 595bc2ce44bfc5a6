//! What is done now and then.

use std::sync::Arc;
use std::time::Duration;

use infra::fetch::Door;
use social::Social;
use social::journal::Progress;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::push;

const TIDY_EVERY: Duration = Duration::from_hours(1);
const TRENDS_EVERY: Duration = Duration::from_mins(10);
/// How late a scheduled post or the end of a poll may be.
const LOOK_AT_CLOCK_EVERY: Duration = Duration::from_secs(5);
/// How long this process keeps the others from making media; renewed while it does.
const MEDIA_LEASE: Duration = Duration::from_secs(30);
const MEDIA_LEASE_NAME: &str = "job:media";
/// How long to wait for what another process may have taken in, and after a failure.
const LOOK_FOR_MEDIA_EVERY: Duration = Duration::from_secs(5);

/// Starts every job. They end when `stopping` turns true.
pub(crate) fn run(
    social: &Social,
    pushes: &Arc<Door>,
    stopping: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(push::run(
        social.clone(),
        Arc::clone(pushes),
        stopping.clone(),
    ));
    tasks.spawn(tidy(social.clone(), stopping.clone()));
    tasks.spawn(watch_trends(social.clone(), stopping.clone()));
    tasks.spawn(keep_time(social.clone(), stopping.clone()));
    tasks.spawn(make_media(social.clone(), stopping.clone()));
    tasks
}

/// Works out what is talked about.
async fn watch_trends(social: Social, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TRENDS_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = social.refresh_trends().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "trends could not be worked out");
        }
    }
}

/// Forgets what is old.
async fn tidy(social: Social, mut stopping: watch::Receiver<bool>) {
    if let Err(error) = social.clear_unfinished().await {
        tracing::error!(%error, source = ?std::error::Error::source(&error), "what a crash left could not be removed");
    }
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

/// Makes of video and sound what can be played everywhere, one file at a time.
async fn make_media(social: Social, mut stopping: watch::Receiver<bool>) {
    let holder = crypto::random_token();
    let mut uploaded = social.media_uploaded();
    while !*stopping.borrow() {
        uploaded.mark_unchanged();
        match make_one(&social, &holder, &mut stopping).await {
            Ok(Progress::Moved) => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, source = ?std::error::Error::source(&error), "nothing could be made of a file");
            }
        }
        tokio::select! {
            _ = uploaded.changed() => {}
            () = tokio::time::sleep(LOOK_FOR_MEDIA_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => break,
        }
    }
    let _ = social.release_lease(MEDIA_LEASE_NAME, &holder).await;
}

/// One file, under the lease, which is renewed for as long as it takes. When the server stops, the programs that read
/// the file are ended.
async fn make_one(
    social: &Social,
    holder: &str,
    stopping: &mut watch::Receiver<bool>,
) -> social::Result<Progress> {
    if !social
        .hold_lease(MEDIA_LEASE_NAME, holder, MEDIA_LEASE)
        .await?
    {
        return Ok(Progress::Idle);
    }
    let mut step = std::pin::pin!(social.media_step());
    loop {
        let stops = tokio::select! {
            done = &mut step => return done,
            () = tokio::time::sleep(MEDIA_LEASE / 3) => false,
            _ = stopping.wait_for(|stop| *stop) => true,
        };
        if stops {
            social.stop_making_media();
            return step.await;
        }
        social
            .hold_lease(MEDIA_LEASE_NAME, holder, MEDIA_LEASE)
            .await?;
    }
}

/// Does what has its time: writes scheduled posts, ends stories and polls, and notes what was looked at. Each is done once however many processes look: the
/// row is taken in the transaction that does it.
async fn keep_time(social: Social, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AT_CLOCK_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = social.post_what_is_due().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "scheduled posts could not be written");
        }
        if let Err(error) = social.refresh_barred_media().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "blocks could not be looked at");
        }
        if let Err(error) = social.note_far_media().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "what was looked at could not be noted");
        }
        if let Err(error) = social.end_stories().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "stories could not be ended");
        }
        if let Err(error) = social.tell_polls().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "other servers could not be told of votes");
        }
        if let Err(error) = social.end_polls().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "polls could not be ended");
        }
    }
}
