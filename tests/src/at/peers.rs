//! The AT Protocol's own programs: the directory, the reference PDS and clients, as the scripts of `tests/scripts/at` run them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::network::free_port;
use crate::script::{Running, Scripts};
use crate::tool::Tool;

/// Where the scripts lie, from `tests`.
pub(super) const FOLDER: &str = "scripts/at";

/// The directory of did:plc, in memory; ended when dropped.
#[derive(Debug)]
pub struct Plc {
    running: Running,
    _scripts: Scripts,
}

impl Plc {
    /// Starts one on a free port and waits until it answers. Needs [`super::SMALL`].
    pub fn start() -> Result<Self> {
        let scripts = Scripts::with(FOLDER, Tool::AtModules)?;
        Ok(Self {
            running: scripts.command("plc.mjs")?.serve()?,
            _scripts: scripts,
        })
    }

    /// Where it answers: `http://localhost:PORT`.
    pub fn url(&self) -> &str {
        self.running.address()
    }
}

/// The reference PDS, with handles under `.test` and open to everybody; ended, and its data removed, when dropped.
#[derive(Debug)]
pub struct ReferencePds {
    running: Running,
    data: TempDir,
    _scripts: Scripts,
}

/// A letter that the reference PDS would have sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What it is about: `sendPlcOperation`, `sendConfirmEmail`.
    pub kind: String,
    /// Who gets it.
    pub to: String,
    /// The secret in it.
    pub token: String,
}

impl ReferencePds {
    /// Starts one on a free port and waits until it answers. Needs [`super::WITH_PDS`].
    pub fn start(plc: &str) -> Result<Self> {
        Self::launch(plc, free_port()?, &[])
    }

    /// The same on a port that was told to others before, with an `AppView` that it sends questions on to: its address and DID.
    pub fn with_app_view(plc: &str, port: u16, (url, did): (&str, &str)) -> Result<Self> {
        Self::launch(plc, port, &[url, did])
    }

    fn launch(plc: &str, port: u16, app_view: &[&str]) -> Result<Self> {
        let scripts = Scripts::with(FOLDER, Tool::AtPdsModules)?;
        let data = tempfile::tempdir()?;
        let command = scripts.command("reference_pds.mjs")?;
        let command = command.arg(plc).arg(data.path()).arg(port.to_string());
        let command = app_view.iter().fold(command, |it, word| it.arg(*word));
        Ok(Self {
            running: command.serve()?,
            data,
            _scripts: scripts,
        })
    }

    /// Where it answers: `http://localhost:PORT`.
    pub fn url(&self) -> &str {
        self.running.address()
    }

    /// The folder with everything that it keeps.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The file with the letters that it would have sent, one in JSON a line: what `migrate.mjs` reads.
    pub fn letters(&self) -> PathBuf {
        self.data.path().join("mail.jsonl")
    }

    /// The letters that it would have sent so far, oldest first.
    pub fn mails(&self) -> Result<Vec<Mail>> {
        let Ok(lines) = std::fs::read_to_string(self.letters()) else {
            return Ok(Vec::new());
        };
        let mail = |line: &str| {
            let said: Value = serde_json::from_str(line)?;
            let word = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
            Ok(Mail {
                kind: word("kind").to_owned(),
                to: word("to").to_owned(),
                token: word("token").to_owned(),
            })
        };
        lines.lines().map(mail).collect()
    }
}

/// Runs one of the scripts to its end and returns the lines of JSON that it printed; what it takes and prints stands at its head.
///
/// Those in JavaScript need [`super::SMALL`], that in Python needs [`Tool::Python`].
pub fn run_script(file: &str, arguments: &[&str]) -> Result<Vec<Value>> {
    let scripts = Scripts::with(FOLDER, Tool::AtModules)?;
    let command = scripts.command(file)?;
    let command = arguments.iter().fold(command, |it, word| it.arg(*word));
    command.answers()
}

/// Does one thing as a Bluesky client does, by a command of `agent.mjs`, and returns what came of it.
///
/// `options` say who and what; with `expect`, the error that is wanted, the answer is `{"refused", "status", "message"}`.
pub fn agent(service: &str, command: &str, options: &Value) -> Result<Value> {
    let said = run_script("agent.mjs", &[command, service, &options.to_string()])?;
    ensure!(said.len() == 1, "{command}: {} answers", said.len());
    said.into_iter().next().context("no answer")
}
