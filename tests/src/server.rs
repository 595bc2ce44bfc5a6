//! The real server: the binary, in a data folder of its own, on a free port of this machine.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::watch::Watch;

/// How long a start may take, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// What everyone in these stories types to log in.
pub const PASSWORD: &str = "correct horse battery staple";

/// A community that is set up and not yet running.
#[derive(Debug)]
pub struct Community {
    data: TempDir,
    port: u16,
    host: &'static str,
    watch: Option<Watch>,
    settings: Vec<(&'static str, String)>,
}

/// Someone with an account there.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name, without the server's.
    pub name: String,
    /// What to log in with, beside the [`PASSWORD`].
    pub email: String,
    /// An access token that may read and write.
    pub token: String,
}

impl Community {
    /// An empty data folder and a port that nobody uses.
    pub fn new() -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        Ok(Self {
            data: tempfile::tempdir()?,
            port,
            host: "127.0.0.1",
            watch: None,
            settings: Vec::new(),
        })
    }

    /// The same with a setting, by the name of its variable: `FOLKMOOT_BLUESKY`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((name, value.into()));
        self
    }

    /// The same on a port that was told to others before.
    #[must_use]
    pub fn on_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The same, reached by the name of this machine: the one place that may have a port in its `did:web`
    /// (<https://atproto.com/specs/did#blessed-did-methods>), which the reference PDS insists on when somebody moves.
    #[must_use]
    pub fn on_localhost(mut self) -> Self {
        self.host = "localhost";
        self
    }

    /// The same, reached through somebody who looks at every answer.
    pub fn watched() -> Result<Self> {
        let mut community = Self::new()?;
        community.watch = Some(Watch::of(community.port)?);
        Ok(community)
    }

    /// Where it will answer.
    pub fn url(&self) -> String {
        let port = self.watch.as_ref().map_or(self.port, Watch::port);
        format!("http://{}:{port}", self.host)
    }

    /// The folder with everything that it keeps.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Makes the account of somebody who may do everything.
    pub fn admin(&self, name: &str) -> Result<Person> {
        self.account(
            name,
            "read write follow push admin:read admin:write",
            &["--admin"],
        )
    }

    /// Makes an account from the command line.
    pub fn person(&self, name: &str) -> Result<Person> {
        self.account(name, "read write follow push", &[])
    }

    fn account(&self, name: &str, scopes: &str, also: &[&str]) -> Result<Person> {
        let email = format!("{name}@example.org");
        let mut command = self.command(&["account", "create", name]);
        command.args(["--email", &email, "--password", PASSWORD]);
        command.args(["--token", scopes]);
        command.args(also);
        let printed = output_of(command)?;
        let token = token_in(&printed).with_context(|| format!("no token in: {printed}"))?;
        Ok(Person {
            name: name.to_owned(),
            email,
            token,
        })
    }

    /// Does something from the command line, and returns what was printed.
    pub fn does(&self, arguments: &[&str]) -> Result<String> {
        output_of(self.command(arguments))
    }

    /// Starts the server and waits until it answers.
    pub fn start(self) -> Result<Server> {
        let mut server = Server {
            process: None,
            community: self,
        };
        server.restart()?;
        Ok(server)
    }

    /// The binary with a subcommand, on this community's data, with none of our variables but its own settings: the
    /// server reads them from variables that begin as ours do.
    fn command(&self, subcommand: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(subcommand)
            .arg("--data")
            .arg(self.data.path())
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", self.port))
            .args(["--url", &self.url()])
            .arg("--dev")
            .stdin(Stdio::null());
        let ours = std::env::vars_os().map(|(name, _)| name);
        for name in ours.filter(|name| name.to_string_lossy().starts_with("FOLKMOOT_")) {
            command.env_remove(name);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    fn log(&self) -> PathBuf {
        self.data.path().join("test-server.log")
    }
}

/// A running server; ended, and its folder removed, when dropped.
#[derive(Debug)]
pub struct Server {
    process: Option<Child>,
    community: Community,
}

impl Server {
    /// Where it answers.
    pub fn url(&self) -> String {
        self.community.url()
    }

    /// Fails when somebody who looks at every answer has seen one that was not as described, or fewer than `least`.
    pub fn verdict(&self, least: usize) -> Result<()> {
        let watch = self.community.watch.as_ref();
        watch.context("nobody looks at this server")?.verdict(least)
    }

    /// Ends the process the hard way, as `kill -9` does.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Starts the process, again if it ran before, and waits until it answers.
    pub fn restart(&mut self) -> Result<()> {
        self.kill()?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.community.log())?;
        let mut command = self.community.command(&["serve"]);
        let command = command.stdout(log.try_clone()?).stderr(log);
        let process = command
            .spawn()
            .with_context(|| format!("can't run {}", binary().display()))?;
        self.process = Some(process);
        self.wait_until_it_answers()
    }

    /// What the server has printed so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.community.log()).unwrap_or_default()
    }

    /// What the process has in memory, in MiB.
    pub fn memory(&self) -> Result<u64> {
        let process = self.process.as_ref().context("not started")?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.split_whitespace().next());
        Ok(size.context("no size")?.parse::<u64>()? / 1_024)
    }

    /// The one-use link that a server without anybody prints when it starts.
    pub fn setup_link(&self) -> Result<String> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let log = self.log();
            let mut words = log
                .split_whitespace()
                .map(|word| word.trim_matches(['"', '<', '>']));
            let is_link = |word: &&str| word.starts_with("http") && word.contains("/setup");
            if let Some(link) = words.find(is_link) {
                return Ok(link.to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("no set-up link in what the server printed:\n{}", self.log())
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", self.community.port)).is_ok() {
                return Ok(());
            }
            let process = self.process.as_mut().context("not started")?;
            if let Some(status) = process.try_wait()? {
                bail!("the server ended with {status}:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!(
            "the server does not answer after {} seconds:\n{}",
            PATIENCE.as_secs(),
            self.log()
        )
    }
}

impl Drop for Server {
    #[expect(
        clippy::print_stdout,
        reason = "the server's log is what explains a red test"
    )]
    fn drop(&mut self) {
        let ended = self.kill();
        if std::thread::panicking() || ended.is_err() {
            println!("the server said:\n{}", self.log());
        }
    }
}

/// The binary under test: the one that `cargo xtask test` built, else the one that lies beside the
/// folder of this test program.
pub fn binary() -> PathBuf {
    let named = std::env::var_os("FOLKMOOT_TEST_BINARY").map(PathBuf::from);
    named
        .or_else(beside_this_test)
        .unwrap_or_else(|| PathBuf::from("folkmoot"))
}

fn beside_this_test() -> Option<PathBuf> {
    let this = std::env::current_exe().ok()?;
    Some(this.parent()?.parent()?.join("folkmoot"))
}

fn output_of(mut command: Command) -> Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().context("can't run the binary")?;
    let said = String::from_utf8_lossy(&stdout).into_owned();
    ensure!(
        status.success(),
        "{command:?}: {status}\n{said}{}",
        String::from_utf8_lossy(&stderr)
    );
    Ok(said)
}

/// The last word of the line that names a token.
fn token_in(printed: &str) -> Option<String> {
    let line = printed
        .lines()
        .find(|line| line.to_lowercase().contains("token"))?;
    line.split_whitespace().last().map(str::to_owned)
}
