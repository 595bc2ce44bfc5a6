//! `cargo xtask test`: the one command that runs everything.
//!
//! Always true here: nothing fails because an optional tool is missing, and nothing that did not run
//! is silent. A run ends with a table and, alone on its line, `N passed, N failed, N skipped`.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

mod build;
mod check;
mod execute;
mod fuzz;
mod group;
mod libtest;
mod report;
mod tools;

use build::Built;
use group::Group;
use report::{Report, Tally};
use tools::Tools;

/// Options of `cargo xtask test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Runs also what takes many minutes: fuzzing, big peers, soak.
    #[arg(long)]
    long: bool,
    /// Runs only these groups.
    #[arg(long, value_name = "GROUP")]
    only: Vec<Group>,
}

impl Options {
    fn wants(&self, group: Group) -> bool {
        self.only.is_empty() || self.only.contains(&group)
    }
}

/// Runs the chosen groups, every one of them whatever becomes of the others.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let chosen: Vec<Group> = Group::all()
        .iter()
        .copied()
        .filter(|it| options.wants(*it))
        .collect();
    let tools = Tools::prepare(&chosen, options.long)?;
    let built = chosen
        .iter()
        .any(|group| group.is_compiled())
        .then(build_all);
    let mut report = Report::default();
    for group in chosen {
        println!("\n━━ {group}: {}", group.purpose());
        let started = Instant::now();
        let tally = run_group(group, options, &tools, built.as_ref());
        report.add(group, tally, started.elapsed());
    }
    report.print();
    Ok(if report.is_green() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn build_all() -> Result<Built> {
    let started = Instant::now();
    let built = build::everything();
    println!("build: {:.1} seconds", started.elapsed().as_secs_f64());
    built
}

fn run_group(
    group: Group,
    options: &Options,
    tools: &Tools,
    built: Option<&Result<Built>>,
) -> Tally {
    match group {
        Group::Format => check::format(),
        Group::Lint => check::lint(),
        Group::Licences => check::licences(tools),
        Group::Oracles => check::oracles(options.long),
        Group::Fuzz => fuzz::run(options.long),
        Group::Compat => check::compat(tools.notes()),
        Group::Docs => check::docs(),
        _ => match built {
            Some(Ok(built)) => execute::group(group, options, tools, built),
            Some(Err(error)) => Tally::failure(format!("did not build: {error:#}")),
            None => Tally::failure("was not built".to_owned()),
        },
    }
}

/// What a program has to be told that starts peers which are written in JavaScript: installed if need be.
pub(crate) fn variables_of_peers() -> Result<Vec<(&'static str, std::path::PathBuf)>> {
    Ok(tools::Tools::prepare(&[Group::Clients], true)?.variables())
}

/// The relay that ours is measured beside: built if need be.
pub(crate) fn variables_of_relay() -> Result<Vec<(&'static str, std::path::PathBuf)>> {
    let relay = tools::relay()?.map_err(anyhow::Error::msg)?;
    Ok(vec![("FOLKMOOT_TEST_NOSTR_RS_RELAY", relay)])
}
