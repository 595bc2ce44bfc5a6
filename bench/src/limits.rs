//! What the machine can do at best, measured in the same minute.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use crypto::RsaKey;
use store::{Store, StoreConfig, Target};
use tokio::task::JoinSet;

use crate::load::{self, Script};
use crate::server::Server;

/// The limits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    /// Answers of 50 kB from memory, for each second of the processor, by the libraries of the server.
    pub(crate) still: f64,
    /// Durable transactions of one row each second, one after the other, by our store.
    pub(crate) alone: f64,
    /// The same from 64 sides at once.
    pub(crate) together: f64,
    /// Flushes of 4 KiB to the disk each second.
    pub(crate) flushes: f64,
    /// RSA-2048 signatures each second on one core.
    pub(crate) signatures: f64,
}

const SPAN: Duration = Duration::from_secs(2);

/// Measures them; files go into `folder`, which is on the disk of the data.
pub(crate) async fn measure(folder: &std::path::Path) -> Result<Limits> {
    let server = Server::still().await?;
    let script: Script = Arc::new(|_, _| load::get("/", ""));
    load::run(&server, 16, Duration::from_millis(500), &script).await?;
    let still = load::run(&server, 16, SPAN, &script)
        .await?
        .per_cpu_second();
    drop(server);
    let scratch = tempfile::tempdir_in(folder)?;
    let store = Store::open(&StoreConfig {
        target: Target::SqliteFile(scratch.path().join("scratch.db")),
        readers: 1,
    })?;
    store.migrate(|_| ()).await?;
    let alone = transactions(&store, 1).await?;
    let together = transactions(&store, 64).await?;
    tokio::task::spawn_blocking(move || store.close()).await?;
    let path = scratch.path().join("flushed");
    let (flushes, signatures) =
        tokio::task::spawn_blocking(move || anyhow::Ok((flushes(&path)?, signatures()?))).await??;
    Ok(Limits {
        still,
        alone,
        together,
        flushes,
        signatures,
    })
}

async fn transactions(store: &Store, sides: usize) -> Result<f64> {
    let began = Instant::now();
    let mut writers = JoinSet::new();
    for side in 0..sides {
        let store = store.clone();
        writers.spawn(async move {
            let mut done = 0_usize;
            while began.elapsed() < SPAN {
                let (key, value) = (format!("{side}.{done}"), done.to_string());
                store
                    .write(move |tx| store::setting::set(tx, &key, &value))
                    .await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut done = 0;
    while let Some(written) = writers.join_next().await {
        done += written??;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}

fn flushes(path: &std::path::Path) -> Result<f64> {
    let mut file = File::create(path)?;
    let (began, mut done) = (Instant::now(), 0_usize);
    while began.elapsed() < SPAN / 2 {
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        done += 1;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}

fn signatures() -> Result<f64> {
    let key = RsaKey::generate()?;
    let (began, mut done) = (Instant::now(), 0_usize);
    while began.elapsed() < SPAN / 2 {
        key.sign_sha256(b"(request-target): post /inbox")?;
        done += 1;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}
