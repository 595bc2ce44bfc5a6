//! Programs that are measured: the server, and one that answers from memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// Ticks of the processor clock in a second, as Linux shows them to programs.
const TICKS: f64 = 100.0;

/// A program that listens.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    /// Starts the server over a data folder and waits for its first answer; says how long that took.
    pub(crate) async fn start(binary: &Path, data: &Path) -> Result<(Self, Duration)> {
        Self::start_at(binary, data, crate::data::URL, &[]).await
    }

    /// The same where people reach it at `url`, with these settings.
    pub(crate) async fn start_at(
        binary: &Path,
        data: &Path,
        url: &str,
        settings: &[(&str, &str)],
    ) -> Result<(Self, Duration)> {
        let address = match url.strip_prefix("http://localhost:") {
            Some(port) => format!("127.0.0.1:{port}"),
            None => free_address()?,
        };
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars_os() {
            // What tests and benches are told is no setting of the server.
            if name.to_string_lossy().starts_with("FOLKMOOT_TEST_") {
                command.env_remove(&name);
            }
        }
        command
            .envs(settings.iter().copied())
            .args([
                "serve", "--dev", "--url", url, "--listen", &address, "--data",
            ])
            .arg(data);
        Self::spawn(command, address).await
    }

    /// Starts the program that answers from memory.
    pub(crate) async fn still() -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("still").env("BENCH_LISTEN", &address);
        Ok(Self::spawn(command, address).await?.0)
    }

    pub(crate) async fn spawn(mut command: Command, address: String) -> Result<(Self, Duration)> {
        let began = Instant::now();
        let child = command
            .env("FOLKMOOT_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be started", command.get_program().display()))?;
        let server = Self { child, address };
        while tokio::net::TcpStream::connect(&server.address)
            .await
            .is_err()
        {
            if began.elapsed() > Duration::from_mins(1) {
                bail!("the server does not listen");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok((server, began.elapsed()))
    }

    /// Processor seconds used so far.
    pub(crate) fn cpu(&self) -> f64 {
        let path = format!("/proc/{}/stat", self.child.id());
        fs::read_to_string(path).map_or(0.0, |stat| seconds(&stat))
    }

    /// The same for each kind of thread.
    pub(crate) fn threads(&self) -> BTreeMap<String, f64> {
        let mut found = BTreeMap::new();
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()));
        for task in tasks.into_iter().flatten().flatten() {
            let Ok(stat) = fs::read_to_string(task.path().join("stat")) else {
                continue;
            };
            let name = stat
                .split_once('(')
                .and_then(|(_, rest)| rest.rsplit_once(')'))
                .map_or("?", |(name, _)| name);
            *found.entry(name.to_owned()).or_insert(0.0) += seconds(&stat);
        }
        found
    }

    /// Memory that is in use, in MiB.
    pub(crate) fn memory(&self) -> f64 {
        memory_of(self.child.id())
    }

    /// The same of the programs it started.
    pub(crate) fn memory_of_children(&self) -> f64 {
        children(self.child.id())
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is asked to end as a person would ask it, so that it saves what it has.
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Memory of a process that is no file, in MiB.
fn memory_of(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

fn children(process: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    let children = tasks.into_iter().flatten().flatten().filter_map(|task| {
        let listed = fs::read_to_string(task.path().join("children")).ok()?;
        let ids = listed.split_whitespace().filter_map(|id| id.parse().ok());
        Some(
            ids.map(|id| memory_of(id) + self::children(id))
                .sum::<f64>(),
        )
    });
    children.sum::<f64>()
}

/// User and system time of a line of /proc.
fn seconds(stat: &str) -> f64 {
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / TICKS
}

pub(crate) fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

/// How much the program that answers from memory answers: about what a page of twenty posts is.
const PAGE: usize = 50_000;

/// Answers every request with the same bytes, by the same libraries as the server.
pub(crate) async fn stand_still() -> Result<()> {
    let address = std::env::var("BENCH_LISTEN")?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    let body: &'static str = "x".repeat(PAGE).leak();
    let answer = move || async move { ([(CONTENT_TYPE, "application/json")], body) };
    axum::serve(
        axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        }),
        Router::new().route("/", get(answer)),
    )
    .await?;
    Ok(())
}
