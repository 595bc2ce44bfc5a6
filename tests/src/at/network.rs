//! A whole network: a directory, the reference PDS, and Bluesky's own `AppView` on PostgreSQL and Redis.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::peers::FOLDER;
use crate::script::{Running, Scripts};
use crate::tool::Tool;

/// How long Redis may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The network; ended when dropped.
#[derive(Debug)]
pub struct Network {
    running: Running,
    _redis: Redis,
    _scripts: Scripts,
}

impl Network {
    /// Starts one whose `AppView` listens to its own PDS and to these services, by the address where they answer or will.
    /// The database is one of `testpg`, by its address. Needs [`super::WITH_NETWORK`].
    pub fn start(database: &str, services: &[&str]) -> Result<Self> {
        let scripts = Scripts::with(FOLDER, Tool::AtNetworkModules)?;
        let redis = Redis::start()?;
        let command = scripts.command("network.mjs")?;
        let command = command
            .arg(database)
            .arg(format!("127.0.0.1:{}", redis.port));
        let command = services.iter().fold(command, |it, url| it.arg(*url));
        Ok(Self {
            running: command.serve()?,
            _redis: redis,
            _scripts: scripts,
        })
    }

    /// Where the directory answers.
    pub fn plc(&self) -> Result<String> {
        self.said("plc")
    }

    /// Where its own PDS answers: reached by handles under `.test`, open to everybody.
    pub fn pds(&self) -> Result<String> {
        self.said("pds")
    }

    /// Where the `AppView` answers.
    pub fn app_view(&self) -> Result<String> {
        self.said("appView")
    }

    /// The DID of the `AppView`.
    pub fn app_view_did(&self) -> Result<String> {
        self.said("did")
    }

    fn said(&self, name: &str) -> Result<String> {
        let said: Value = serde_json::from_str(self.running.address())?;
        let word = said.get(name).and_then(Value::as_str);
        Ok(word
            .with_context(|| format!("no {name} in {said}"))?
            .to_owned())
    }
}

/// A port of this machine that nobody listens on now: for what has to be known before it is there.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Redis, which keeps nothing; ended when dropped.
#[derive(Debug)]
struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    fn start() -> Result<Self> {
        let port = free_port()?;
        let program = Tool::Redis.path().context("no Redis")?;
        let mut command = Command::new(program);
        command
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(["--port", &port.to_string()])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut redis = Self {
            child: command.spawn().context("can't run Redis")?,
            port,
        };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = redis.child.try_wait()?;
            ensure!(ended.is_none(), "Redis ended with {ended:?}");
            ensure!(started.elapsed() < PATIENCE, "Redis does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(redis)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // One that has ended by itself can't be killed, and needn't be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
