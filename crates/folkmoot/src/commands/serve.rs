//! `folkmoot serve`: the server.

use std::time::Instant;

use anyhow::Result;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::doctor::missing_walls;
use super::say;
use crate::config::Config;
use crate::start::{Started, start};
use crate::wire::{self, House};
use crate::{jobs, readers, serve};

/// Serves until it is told to stop.
pub(crate) async fn run(config: Config) -> Result<()> {
    let began = Instant::now();
    serve::install_provider();
    let started = start(&config).await?;
    let door = serve::Door::open(&config).await?;
    until_stopped(&config, started, door, began).await
}

/// Lets as many connections be open as the machine allows. To the system each is a file, and what it allows at first (often
/// 1,024) is no more than servers that do not answer may hold.
fn allow_connections() {
    const ENOUGH: u64 = 65_536;
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if limit.current.is_some_and(|current| current < most) {
        let raised = Rlimit {
            current: Some(most),
            ..limit
        };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "no more connections may be open than the system allows at first");
        }
    }
}

/// Serves what has been started. Also the second half of `demo`.
pub(crate) async fn until_stopped(
    config: &Config,
    started: Started,
    door: serve::Door,
    began: Instant,
) -> Result<()> {
    allow_connections();
    let (stop, stopping) = watch::channel(false);
    let house = wire::build(started.social.clone(), config, stopping.clone()).await?;
    greet(&house, config, began).await?;
    house.social.free_leases_of_the_dead().await?;
    let mut tasks = readers::run(
        &house.social,
        &house.activitypub,
        (house.atproto.as_ref(), house.nostr.as_ref()),
        &house.browser,
        &stopping,
    );
    let mut chores = jobs::run(&house.social, &house.pushes, &stopping);
    let serving = door.serve(house.router, stopping);
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        () = &mut serving => {}
        () = told_to_stop() => {
            tracing::info!("stopping");
            let _ = stop.send(true);
            serving.await;
        }
    }
    let _ = stop.send(true);
    join(&mut tasks).await;
    join(&mut chores).await;
    tokio::task::spawn_blocking(move || started.store.close()).await?;
    tracing::info!("stopped; everything is saved");
    Ok(())
}

async fn join(tasks: &mut JoinSet<()>) {
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a task broke down");
        }
    }
}

async fn greet(house: &House, config: &Config, began: Instant) -> Result<()> {
    let url = house.social.base_url();
    tracing::info!(%url, data = %config.data.display(), took = ?began.elapsed(), "ready");
    say(&format!("Folkmoot is running at {url}"));
    let types = house.social.media_types();
    let runs_programs = types.len() > social::media::PICTURES.len();
    if let Some(missing) = missing_walls(media::Walls::here()).filter(|_| runs_programs) {
        tracing::warn!("{missing}");
    }
    if config.dev {
        tracing::warn!(
            "--dev: this server is for development; it trusts this machine and limits nobody"
        );
        say("This is a development server (--dev): not for people.");
    }
    if let Some(link) = house.social.setup_link().await? {
        say("");
        say(
            "This community has not been set up yet. Open this link within 30 minutes; it works once:",
        );
        say(&format!("  {link}"));
        say("");
    }
    Ok(())
}

/// Ctrl-C, or the system's request to end.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
