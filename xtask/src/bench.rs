//! `cargo xtask bench`: builds the release and the load program, and runs the one against the other.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::workspace::{ROOT, cargo, load};

/// Options of `cargo xtask bench`. The rest is told to the load program: `cargo xtask bench home --help`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// What to measure (home, public, status, post, search, media, atproto, nostr, inbox, delivery), and options of the load program.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Measures, prints tables, and keeps them in `bench/results`.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let built = cargo(&[
        "build",
        "--release",
        "-p",
        "folkmoot",
        "-p",
        "folkmoot-bench",
    ])
    // The names of functions, for `perf`; they change nothing else.
    .env("CARGO_PROFILE_RELEASE_STRIP", "none")
    .status()
    .context("cargo cannot be started")?;
    if !built.success() {
        bail!("the release does not build");
    }
    let variables = match options.arguments.first().map(String::as_str) {
        Some("atproto") => crate::test::variables_of_peers()?,
        Some("nostr") => crate::test::variables_of_relay()?,
        _ => Vec::new(),
    };
    let program = load()?.target_directory.join("release/folkmoot-bench");
    let status = Command::new(program.as_std_path())
        .envs(variables)
        .args(&options.arguments)
        .arg("--results")
        .arg(Path::new(ROOT).join("bench/results"))
        .args(["--revision", &revision()])
        .status()
        .context("the load program cannot be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The state of the source, as git knows it.
fn revision() -> String {
    let told = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .current_dir(ROOT)
        .output();
    told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned())
        .unwrap_or_default()
}
