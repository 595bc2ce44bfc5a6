//! `folkmoot migrate`: bring the database up to date and stop.

use anyhow::Result;

use super::say;
use crate::config::Config;
use crate::{data, start};

/// Updates the database.
pub(crate) async fn run(config: &Config) -> Result<()> {
    data::ensure_folder(&config.data)?;
    let store = start::open_store(config)?;
    let before = store.schema().await?;
    let now = start::migrate(&store).await?;
    if before == now {
        say(&format!("The database is up to date (version {now})."));
    } else {
        say(&format!(
            "The database was updated from version {before} to {now}."
        ));
    }
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok(())
}
