//! `cargo xtask bench`: how fast the server is, beside how fast the machine is in the same minute.
//!
//! Always true here: the server is a program of its own over data on a disk; what counts is requests for each second
//! of its processor time, because the machine is shared; an answer that is not 2xx makes a figure invalid.
#![expect(clippy::print_stdout, reason = "a program's figures are its purpose")]
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are rounded"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a program that measures reads the machine's clock, and starts what it stops itself"
)]

mod atproto;
mod chance;
mod data;
mod fediverse;
mod limits;
mod load;
mod media;
mod nostr;
mod report;
mod server;
mod story;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, ValueEnum};

/// Measures the release build beside the limits of the machine.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    /// What to measure.
    #[arg(value_enum, required = true)]
    names: Vec<Name>,
    /// The size of the data: 1 is 2,000 people here, 200,000 elsewhere and a million posts.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// How long each figure is measured, in seconds.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// How often each figure is measured; the median is told.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Where data sets are kept.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The server.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Where results are written; none are if it is not given.
    #[arg(long)]
    results: Option<PathBuf>,
    /// The state of the source, for the results.
    #[arg(long, default_value = "unknown")]
    revision: String,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// The home timeline.
    Home,
    /// The public timeline, to visitors.
    Public,
    /// One post, to visitors.
    Status,
    /// Writing a post that 24 people here get.
    Post,
    /// Searching for words.
    Search,
    /// Large uploads, beside readers.
    Media,
    /// Records written and read by XRPC, and the firehose, beside the reference PDS.
    Atproto,
    /// Events taken in and given out, beside `nostr-rs-relay`.
    Nostr,
    /// Posts of others, delivered to us.
    Inbox,
    /// A post on its way to two thousand servers, some of them dead.
    Delivery,
    /// Answers from memory; started by the others.
    #[value(hide = true)]
    Still,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.names == [Name::Still] {
        return server::stand_still().await;
    }
    let here = std::env::current_exe()?;
    let folder = here.parent().unwrap_or(&here);
    let binary = arguments
        .binary
        .clone()
        .unwrap_or_else(|| folder.join("folkmoot"));
    let kept = arguments
        .data
        .clone()
        .unwrap_or_else(|| folder.join("bench-data"));
    if let [name] = arguments.names.as_slice()
        && let Some(text) = alone(*name, &binary, &arguments).await?
    {
        println!("{text}");
        return keep(&arguments, &name_of(*name), &text);
    }
    let set = data::ready(&kept, arguments.scale, &binary).await?;
    let timing = story::Timing {
        span: Duration::from_secs_f64(arguments.seconds),
        runs: arguments.runs.max(1),
    };
    for name in &arguments.names {
        let outcome = story::run(*name, &set, &binary, timing).await?;
        let text = report::write(&outcome, &arguments.revision, &set);
        println!("{text}");
        keep(&arguments, outcome.name, &text)?;
    }
    Ok(())
}

/// Measures what needs no data set: what came of it, as a table.
async fn alone(name: Name, binary: &Path, arguments: &Arguments) -> Result<Option<String>> {
    let timing = |runs| story::Timing {
        span: Duration::from_secs_f64(arguments.seconds),
        runs,
    };
    let revision = &arguments.revision;
    Ok(Some(match name {
        Name::Atproto => atproto::run(binary, timing(arguments.runs.max(1)), revision).await?,
        Name::Nostr => {
            let stored = (arguments.scale * 1_000_000.0) as usize;
            nostr::run(binary, timing(1), stored, revision).await?
        }
        Name::Inbox => fediverse::inbox::run(binary, timing(1), revision).await?,
        Name::Delivery => fediverse::delivery::run(binary, revision).await?,
        _ => return Ok(None),
    }))
}

/// What a measurement is called.
fn name_of(name: Name) -> String {
    let name = name.to_possible_value();
    name.map_or_else(String::new, |name| name.get_name().to_owned())
}

/// Keeps a table, if results are kept.
fn keep(arguments: &Arguments, name: &str, text: &str) -> Result<()> {
    if let Some(results) = &arguments.results {
        std::fs::create_dir_all(results)?;
        std::fs::write(results.join(format!("{name}.md")), text)?;
    }
    Ok(())
}
