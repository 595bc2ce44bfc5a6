//! `folkmoot search`: the index of words.

use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use social::journal::Progress;

use super::say;
use crate::args::SearchCommand;
use crate::config::Config;
use crate::start::{Started, start};

/// Does it.
pub(crate) async fn run(config: &Config, command: SearchCommand) -> Result<()> {
    let started = start(config).await?;
    match command {
        SearchCommand::Rebuild => {
            list(&started).await?;
            finish(&started).await?;
        }
        SearchCommand::Finish => finish(&started).await?,
        SearchCommand::Status => {
            let waiting = started.social.count_unindexed().await?;
            say(&format!("{waiting} posts and accounts wait to be indexed."));
        }
    }
    let store = started.store;
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}

async fn list(started: &Started) -> Result<()> {
    let listing = ProgressBar::new_spinner().with_message("Listing");
    listing.enable_steady_tick(Duration::from_millis(100));
    let shown = listing.clone();
    started
        .social
        .list_everything_to_index(move |listed| shown.set_position(listed.unsigned_abs()))
        .await?;
    listing.finish_and_clear();
    Ok(())
}

/// What is interrupted goes on where it was, here or when the server runs.
async fn finish(started: &Started) -> Result<()> {
    let social = &started.social;
    let all = social.count_unindexed().await?.unsigned_abs();
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {elapsed}, {eta} to go")?;
    let bar = ProgressBar::new(all)
        .with_style(style)
        .with_message("Indexing");
    while social.index_step().await? == Progress::Moved {
        let waiting = social.count_unindexed().await?.unsigned_abs();
        bar.set_position(all.saturating_sub(waiting));
    }
    bar.finish_and_clear();
    say(&format!("{all} posts and accounts were indexed."));
    Ok(())
}
