//! `cargo xtask compat mastodon`: every method of Mastodon's API, and the test that proves it.
//!
//! Nothing in the table is written by hand. The rows come from the list of methods; the proofs are notes that tests leave
//! when they see a method work ([`compat::witness`]); the reasons why a method has nothing to answer come from the table of
//! routes. The page in `docs/compat` is kept equal to what is printed.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::workspace::{ROOT, cargo};

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
    },
}

/// Runs the tests that leave notes, and prints the table.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let Options::Mastodon { bless } = options;
    ensure!(
        !compat::rows().is_empty(),
        "the list of methods is not here; FOLKMOOT_REFERENCE names the folder that holds it"
    );
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
    let table = Table::of(notes.path())?;
    print!("{}", table.markdown());
    if *bless {
        let page = Path::new(ROOT).join(PAGE);
        fs::create_dir_all(page.parent().unwrap_or(Path::new(ROOT)))?;
        fs::write(&page, table.markdown())
            .with_context(|| format!("can't write {}", page.display()))?;
    }
    let wrong = faults(&table);
    for fault in &wrong {
        println!("{fault}");
    }
    Ok(if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
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
