//! From settings to a core that can be used: the folder, the key, the database, the migrations.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use social::{Limits, Mode, Social, SocialParts, SystemClock};
use store::{MigrationStep, Store, StoreConfig, Target};

use crate::config::Config;
use crate::data;

/// Threads that read the database.
const READERS: usize = 4;

/// What every command starts from.
pub(crate) struct Started {
    /// The core, without networks.
    pub(crate) social: Social,
    /// The database behind it, to be closed at the end.
    pub(crate) store: Store,
}

/// Opens everything a command needs.
pub(crate) async fn start(config: &Config) -> Result<Started> {
    data::ensure_folder(&config.data)?;
    let server_key = data::server_key(&config.data)?;
    let store = open_store(config)?;
    migrate(&store).await?;
    let base_url = config.base_url()?;
    let domain = config.account_domain()?;
    remember_address(&store, base_url.as_str(), domain.as_str()).await?;
    let parts = SocialParts {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        files: config.files()?,
        server_key,
        base_url,
        domain,
        mode: if config.dev {
            Mode::Development
        } else {
            Mode::Production
        },
        limits: Limits {
            post_chars: config.post_characters,
            playing_bytes: config.upload_bytes,
            ..Limits::default()
        },
        id_clock: u16::from_be_bytes(crypto::random_bytes::<2>()),
    };
    let social = Social::new(parts);
    social.connect_media_tools(media::Tools::find());
    if let Some(base) = config.media_base()? {
        social.serve_media_from(base);
    }
    if config.s3_redirect && !social.lend_media() {
        bail!("s3_redirect: the place where files are kept gives no addresses of its own.");
    }
    Ok(Started { social, store })
}

/// Opens the database that the settings name.
pub(crate) fn open_store(config: &Config) -> Result<Store> {
    let target = match &config.database {
        Some(url) => Target::Postgres(url.clone()),
        None => Target::SqliteFile(data::database_file(&config.data)),
    };
    Store::open(&StoreConfig {
        target,
        readers: READERS,
    })
    .context("The database cannot be opened.")
}

/// Brings the schema up to date, showing how far it is when that takes a while.
pub(crate) async fn migrate(store: &Store) -> Result<u32> {
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {elapsed}")?;
    let bar = ProgressBar::new(0)
        .with_style(style)
        .with_message("Updating the database");
    let shown = bar.clone();
    let version = store
        .migrate(move |step: MigrationStep| {
            shown.set_length(u64::from(step.last));
            shown.set_position(u64::from(step.number));
            if let Some(took) = step.took {
                tracing::info!(
                    step = step.number,
                    name = step.name,
                    ?took,
                    "database updated"
                );
            }
        })
        .await;
    bar.finish_and_clear();
    version.context("The database cannot be brought up to date.")
}

/// The address is part of everything that was ever sent, so it cannot change by a slip.
async fn remember_address(store: &Store, base_url: &str, domain: &str) -> Result<()> {
    const KEY: &str = "address";
    let ours = format!("{base_url} {domain}");
    let known = store
        .write({
            let ours = ours.clone();
            move |tx| {
                store::setting::claim(tx, KEY, &ours)?;
                store::setting::find(tx, KEY)
            }
        })
        .await?;
    if let Some(known) = known.filter(|known| *known != ours) {
        let before = known.split(' ').next().unwrap_or_default().to_owned();
        bail!(
            "This community was made for {before}, and everybody it talked with knows it by that address. \
             It cannot be served as {base_url}: set url (or --url, --listen) back to what it was."
        );
    }
    Ok(())
}
