//! Running a test script in another language, in a folder where it finds its packages.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::tool::Tool;

/// How long a whole script may take, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(5);

/// A copy of one folder of scripts, with the npm packages beside it.
///
/// Node looks for packages beside the script's real place, and they are kept out of the checkout.
#[derive(Debug)]
pub struct Scripts {
    folder: TempDir,
}

impl Scripts {
    /// Lays out the scripts of the folder `tests/<name>`, with the packages of the clients.
    pub fn of(name: &str) -> Result<Self> {
        Self::with(name, Tool::NodeModules)
    }

    /// Lays out the scripts of the folder `tests/<name>`, with these packages.
    pub fn with(name: &str, modules: Tool) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(root.join(name))? {
            let path = entry?.path();
            let is_script = path.extension().is_some_and(|it| it == "mjs" || it == "py");
            if let (true, Some(file)) = (is_script, path.file_name()) {
                std::fs::copy(&path, folder.path().join(file))?;
            }
        }
        if let Some(packages) = modules.path() {
            std::os::unix::fs::symlink(packages, folder.path().join("node_modules"))?;
        }
        Ok(Self { folder })
    }

    /// A command that runs one of the scripts.
    pub fn command(&self, file: &str) -> Result<ScriptCommand> {
        let path = self.folder.path().join(file);
        let extension = path.extension().and_then(OsStr::to_str);
        let tool = if extension == Some("py") {
            Tool::Python
        } else {
            Tool::Node
        };
        let program = tool
            .path()
            .with_context(|| format!("{} is not set", tool.variable()))?;
        let mut command = Command::new(program);
        command
            .arg(&path)
            .current_dir(self.folder.path())
            .env("PYTHONDONTWRITEBYTECODE", "1");
        Ok(ScriptCommand {
            command,
            file: path,
        })
    }
}

/// One script, about to run.
#[derive(Debug)]
pub struct ScriptCommand {
    command: Command,
    file: PathBuf,
}

impl ScriptCommand {
    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, value: impl Into<OsString>) -> Self {
        self.command.arg(value.into());
        self
    }

    /// Sets a variable that the script reads.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs the script to its end; what it prints becomes this test's output.
    pub fn run(self) -> Result<()> {
        self.finish(|_| {})
    }

    /// Runs the script to its end; the lines that are JSON objects are its answers.
    pub fn answers(self) -> Result<Vec<Value>> {
        let mut answers = Vec::new();
        self.finish(|line| {
            let answer = serde_json::from_str(line).ok();
            answers.extend(answer.filter(Value::is_object));
        })?;
        Ok(answers)
    }

    fn finish(self, mut hear: impl FnMut(&str)) -> Result<()> {
        let name = self.file.display().to_string();
        let mut running = self.start()?;
        let status = running.follow(Instant::now() + PATIENCE, |line| {
            hear(line);
            false
        })?;
        match status {
            Some(code) if code.success() => Ok(()),
            Some(code) => bail!("{name} ended with {code}; its last words are above"),
            None => bail!("{name} took longer than {} seconds", PATIENCE.as_secs()),
        }
    }

    /// Starts a script that serves until it is dropped, and waits for a line that begins with `ready`.
    pub fn serve(self) -> Result<Running> {
        let name = self.file.display().to_string();
        let mut running = self.start()?;
        let mut ready = None;
        let ended = running.follow(Instant::now() + PATIENCE, |line| {
            ready = line.strip_prefix("ready").map(|it| it.trim().to_owned());
            ready.is_some()
        })?;
        match ready {
            Some(address) => {
                running.address = address;
                Ok(running)
            }
            None => bail!("{name} is not ready: {ended:?}"),
        }
    }

    fn start(mut self) -> Result<Running> {
        let command = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("can't run {}", self.file.display()))?;
        let (sender, lines) = channel();
        let output = child.stdout.take().context("no output")?;
        let errors = child.stderr.take().context("no error output")?;
        forward(output, sender.clone());
        forward(errors, sender);
        Ok(Running {
            child,
            lines,
            address: String::new(),
        })
    }
}

/// A script that runs; ended when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    address: String,
}

impl Running {
    /// What it said after `ready`: the address where it serves, if it has one.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Prints what the script says until a line is the one looked for, the script ends or time is up.
    #[expect(
        clippy::print_stdout,
        reason = "the steps of the script are the steps of the test"
    )]
    fn follow(
        &mut self,
        deadline: Instant,
        mut is_it: impl FnMut(&str) -> bool,
    ) -> Result<Option<ExitStatus>> {
        while let Some(left) = deadline.checked_duration_since(Instant::now()) {
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    println!("  {line}");
                    if is_it(&line) {
                        return Ok(None);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(Some(self.child.wait()?)),
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        Ok(None)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself can't be killed, and needn't be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends every line of an output to whoever listens, on a thread of its own.
fn forward(output: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        let output = BufReader::new(output).lines().map_while(Result::ok);
        output
            .take_while(|line| lines.send(line.clone()).is_ok())
            .for_each(drop);
    });
}
