//! The groups that are one command each.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::execute;
use super::report::Tally;
use super::tools::Tools;
use crate::compat::{Table, faults, fediverse_faults};
use crate::workspace::{ROOT, cargo};

/// The workspace of the crates that only a long run builds.
const ORACLES: &str = "oracles/Cargo.toml";

/// How long its tests may take, its build included: several hundred crates.
const ORACLES_LIMIT: Duration = Duration::from_hours(2);

/// How long the examples may take.
const DOCS_LIMIT: Duration = Duration::from_mins(15);

/// `cargo fmt`, looking only.
pub(super) fn format() -> Tally {
    run(cargo(&["fmt", "--all", "--check"]), "cargo fmt --all")
}

/// Clippy over everything; a warning is an error.
pub(super) fn lint() -> Tally {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    run(cargo(&arguments), "cargo clippy --workspace --all-targets")
}

/// cargo-deny, without the advisories: those need a network that a test run may not have.
pub(super) fn licences(tools: &Tools) -> Tally {
    let program = match tools.cargo_deny() {
        Ok(program) => program,
        Err(why) => return Tally::skip("cargo-deny", why),
    };
    // What a build downloads is for this machine; the check looks at every machine's. Offline, what is there has to do.
    let fetched = cargo(&["fetch", "--locked"]).status();
    if !fetched.is_ok_and(|status| status.success()) {
        println!("cargo fetch failed: the check goes on with what is here");
    }
    let mut command = Command::new(program);
    command.args([
        "--offline",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]);
    command.current_dir(ROOT);
    run(command, "cargo deny check bans licenses sources")
}

/// What other people's crates say of our repositories: a workspace of its own, with its own format and lints.
pub(super) fn oracles(long: bool) -> Tally {
    if !long {
        println!(
            "LEFT OUT: two other crates do not look at our commits in this run; --long asks them"
        );
        return Tally {
            long: vec!["ten thousand commits, as two other crates see them".to_owned()],
            ..Tally::default()
        };
    }
    let own = ["--locked", "--manifest-path", ORACLES];
    let mut tally = run(
        cargo(&["fmt", "--manifest-path", ORACLES, "--check"]),
        "cargo fmt in oracles",
    );
    let lint = [
        &["clippy"],
        &own[..],
        &["--all-targets", "--", "-D", "warnings"],
    ]
    .concat();
    tally.merge(run(cargo(&lint), "cargo clippy in oracles"));
    let tests = [&["test"], &own[..], &["--tests"]].concat();
    tally.merge(match execute::follow(cargo(&tests), ORACLES_LIMIT) {
        Ok(tally) => tally,
        Err(error) => Tally::failure(format!("cargo test in oracles: {error:#}")),
    });
    tally
}

/// The table of Mastodon's API, of the notes that this run's tests have left.
pub(super) fn compat(notes: &Path) -> Tally {
    let mut tally = match fediverse_faults() {
        Ok(faults) if faults.is_empty() => Tally::success(),
        Ok(faults) => Tally::failure(faults.join("; ")),
        Err(error) => Tally::failure(format!("{error:#}")),
    };
    tally.merge(mastodon(notes));
    tally
}

fn mastodon(notes: &Path) -> Tally {
    if compat::rows().is_empty() {
        return Tally::skip("compat", "the list of methods is not here");
    }
    if std::fs::read_dir(notes).is_ok_and(|mut notes| notes.next().is_none()) {
        return Tally::skip("compat", "the tests that leave notes were not asked for");
    }
    match Table::of(notes).map(|table| faults(&table)) {
        Ok(faults) if faults.is_empty() => Tally::success(),
        Ok(faults) => Tally::failure(faults.join("; ")),
        Err(error) => Tally::failure(format!("{error:#}")),
    }
}

/// The examples in the documentation.
pub(super) fn docs() -> Tally {
    let command = cargo(&["test", "--workspace", "--doc"]);
    match execute::follow(command, DOCS_LIMIT) {
        Ok(tally) => tally,
        Err(error) => Tally::failure(format!("cargo test --workspace --doc: {error:#}")),
    }
}

fn run(mut command: Command, name: &str) -> Tally {
    match command.status() {
        Ok(status) if status.success() => Tally::success(),
        Ok(status) => Tally::failure(format!("{name}: {status}")),
        Err(error) => Tally::failure(format!("{name}: {error}")),
    }
}
