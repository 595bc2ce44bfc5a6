//! `folkmoot bluesky`, and what `folkmoot account` does about names on that network.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use atproto::{AtProto, OwnKey};

use super::say;
use crate::args::{BlueskyCommand, RecoveryKey};
use crate::config::Config;
use crate::start::{Started, start};
use crate::wire;

const LATER: &str = "The directory is told as soon as the server runs.";

/// Does it.
pub(crate) async fn run(config: &Config, command: BlueskyCommand) -> Result<()> {
    match command {
        BlueskyCommand::MoveEndpoint => move_endpoint(config).await,
    }
}

/// Tells the directory of the server's address for everybody.
async fn move_endpoint(config: &Config) -> Result<()> {
    let (started, atproto) = network(config).await?;
    let moved = atproto.move_endpoints().await?;
    say(&format!("Names to be changed: {moved}"));
    if moved > 0 {
        say(LATER);
    }
    close(started).await
}

/// Adds or removes a key of somebody's own.
pub(crate) async fn recovery_key(config: &Config, wanted: RecoveryKey) -> Result<()> {
    let (started, atproto) = network(config).await?;
    let name = &wanted.name;
    let account = started.social.find_account(name).await?;
    let account = account.with_context(|| format!("There is nobody called {name} here."))?;
    let what = if wanted.remove {
        OwnKey::Remove
    } else {
        OwnKey::Add
    };
    let has_changed = atproto.set_own_key(account.id, &wanted.key, what).await?;
    say(if has_changed {
        LATER
    } else {
        "It is so already."
    });
    close(started).await
}

async fn network(config: &Config) -> Result<(Started, Arc<AtProto>)> {
    let started = start(config).await?;
    let connected = wire::connect(&started.social, config)?;
    match connected.atproto {
        Some(atproto) => Ok((started, atproto)),
        None => {
            bail!("People here are not on the Bluesky network (`bluesky` in the configuration).")
        }
    }
}

async fn close(started: Started) -> Result<()> {
    let store = started.store;
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}
