//! `cargo xtask compat mastodon`: every method of Mastodon's API, and the test that proves it. `cargo xtask compat activitypub`:
//! every spec and every software of the Fediverse ([`fediverse`]).
//!
//! Nothing in the table is written by hand. The rows come from the list of methods; the proofs are notes that tests leave
//! when they see a method work ([`compat::witness`]); the reasons why a method has nothing to answer come from the table of
//! routes. The page in `docs/compat` is kept equal to what is printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::workspace::{ROOT, cargo};

mod fediverse;
mod table;

pub(crate) use table::Table;

/// Where the page is kept, from the root of the workspace.
const PAGE: &str = "docs/compat/mastodon-api.md";

/// What is compared.
#[derive(Debug, Subcommand)]
pub(crate) enum Options {
    /// The Mastodon client API: runs its tests and prints a line for each method.
    Mastodon {
        /// Keeps the table as it is now in docs/compat/mastodon-api.md.
        #[arg(long)]
        bless: bool,
        /// Reads the notes that another run left in this folder (`FOLKMOOT_PROOFS`), and runs nothing.
        #[arg(long)]
        notes: Option<PathBuf>,
    },
    /// The Fediverse: reads what tests say that they prove, and prints a line for each spec and each software.
    Activitypub {
        /// Keeps the table as it is now in docs/compat/activitypub.md.
        #[arg(long)]
        bless: bool,
    },
}

/// Runs the tests that leave notes, and prints the table.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    match options {
        Options::Mastodon { bless, notes } => mastodon(*bless, notes.as_deref()),
        Options::Activitypub { bless } => activitypub(*bless),
    }
}

fn activitypub(bless: bool) -> Result<ExitCode> {
    let table = fediverse::Table::of(Path::new(ROOT))?;
    print!("{}", table.markdown);
    if bless {
        keep(fediverse::PAGE, &table.markdown)?;
    }
    Ok(say(&fediverse_faults()?))
}

/// What is wrong with what is said of the Fediverse: specs that nothing proves, and a page that says something else.
pub(crate) fn fediverse_faults() -> Result<Vec<String>> {
    let table = fediverse::Table::of(Path::new(ROOT))?;
    let mut faults = table.faults;
    let kept = fs::read_to_string(Path::new(ROOT).join(fediverse::PAGE)).unwrap_or_default();
    if kept != table.markdown {
        faults.push(format!(
            "{} is not what the tests say; `cargo xtask compat activitypub --bless` writes it anew",
            fediverse::PAGE
        ));
    }
    Ok(faults)
}

fn keep(page: &str, markdown: &str) -> Result<()> {
    let page = Path::new(ROOT).join(page);
    fs::create_dir_all(page.parent().unwrap_or(Path::new(ROOT)))?;
    fs::write(&page, markdown).with_context(|| format!("can't write {}", page.display()))
}

fn say(faults: &[String]) -> ExitCode {
    for fault in faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn mastodon(bless: bool, kept: Option<&Path>) -> Result<ExitCode> {
    ensure!(
        !compat::rows().is_empty(),
        "the list of methods is not here; FOLKMOOT_REFERENCE names the folder that holds it"
    );
    let table = match kept {
        Some(notes) => Table::of(notes)?,
        None => witnessed()?,
    };
    print!("{}", table.markdown());
    if bless {
        keep(PAGE, &table.markdown())?;
    }
    Ok(say(&faults(&table)))
}

/// Runs the tests that leave notes, for the table of these.
fn witnessed() -> Result<Table> {
    let notes = tempfile::tempdir()?;
    for tests in [
        &["-p", "folkmoot-mastodon", "--lib"][..],
        &["-p", "folkmoot-tests", "--test", "adjacent"],
    ] {
        let mut command = cargo(&["test", "--quiet"]);
        let status = command
            .args(tests)
            .env("FOLKMOOT_PROOFS", notes.path())
            .status()
            .context("can't start cargo")?;
        ensure!(status.success(), "the tests ended with {status}");
    }
    Table::of(notes.path())
}

/// What is wrong with a table: methods that nothing proves, and a page that says something else.
pub(crate) fn faults(table: &Table) -> Vec<String> {
    let mut faults: Vec<String> = table
        .missing()
        .map(|row| format!("MISSING: no test proves {row}"))
        .collect();
    let kept = fs::read_to_string(Path::new(ROOT).join(PAGE)).unwrap_or_default();
    if kept != table.markdown() {
        faults.push(format!(
            "{PAGE} is not what the tests say; `cargo xtask compat mastodon --bless` writes it anew"
        ));
    }
    faults
}
