//! What other servers of the Fediverse ask of us, and what we ask of them: many servers, simulated on addresses of this
//! machine by the load program.

pub(crate) mod delivery;
mod hosts;
pub(crate) mod inbox;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::load::{Connection, get, post};
use crate::server::{Server, free_address};

/// How long anything that must come may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Our server with one member, and nothing else.
struct Ours {
    server: Server,
    folder: TempDir,
    url: String,
    token: String,
}

impl Ours {
    async fn new(binary: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = free_address()?;
        let port = address.rsplit(':').next().unwrap_or_default();
        let url = format!("http://localhost:{port}");
        let token = crate::data::new_member(folder.path(), "member", &url, binary)?;
        let (server, _) = Server::start_at(binary, folder.path(), &url, &[]).await?;
        Ok(Self {
            server,
            folder,
            url,
            token,
        })
    }

    /// Stops the server, which puts its log away, and starts it again; what its database takes on the disk in between.
    async fn stop_and_start(self, binary: &Path) -> Result<(Self, u64)> {
        let Self {
            server,
            folder,
            url,
            token,
        } = self;
        drop(server);
        let mut size = 0;
        for entry in std::fs::read_dir(folder.path())? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().contains(".db") {
                size += entry.metadata()?.len();
            }
        }
        let (server, _) = Server::start_at(binary, folder.path(), &url, &[]).await?;
        let ours = Self {
            server,
            folder,
            url,
            token,
        };
        Ok((ours, size))
    }

    /// Asks the client API as the member.
    async fn ask(&self, path: &str) -> Result<Value> {
        self.say(&get(path, &self.token)).await
    }

    async fn tell(&self, path: &str, form: &str) -> Result<Value> {
        self.say(&post(path, &self.token, form)).await
    }

    async fn say(&self, request: &[u8]) -> Result<Value> {
        let mut connection = Connection::open(&self.server.address).await?;
        let (status, _) = connection.ask(request).await?;
        let body = connection.body();
        if !(200..300).contains(&status) {
            bail!("{status}: {}", String::from_utf8_lossy(body));
        }
        Ok(serde_json::from_slice(body)?)
    }

    /// The actor that the member is for others.
    async fn actor(&self) -> Result<String> {
        let name = "/.well-known/webfinger?resource=acct:member@";
        let host = self.url.strip_prefix("http://").unwrap_or_default();
        let found = self.ask(&format!("{name}{host}")).await?;
        let links = found.get("links").and_then(Value::as_array);
        let actor = links.into_iter().flatten().find_map(|link| {
            let is_actor = link.get("rel").and_then(Value::as_str) == Some("self");
            link.get("href")
                .and_then(Value::as_str)
                .filter(|_| is_actor)
        });
        Ok(actor.context("no actor")?.to_owned())
    }

    /// Waits until the member's account has so many under a name.
    async fn wait_for(&self, count: &str, wanted: usize) -> Result<()> {
        let began = Instant::now();
        loop {
            let account = self.ask("/api/v1/accounts/verify_credentials").await?;
            let found = account.get(count).and_then(Value::as_u64);
            if found == Some(wanted as u64) {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                bail!("{count} is {found:?}, not {wanted}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
