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
mod limits;
mod load;
mod media;
mod nostr;
mod report;
mod server;
mod story;

use std::path::PathBuf;
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
    if arguments.names == [Name::Atproto] {
        let timing = story::Timing {
            span: Duration::from_secs_f64(arguments.seconds),
            runs: arguments.runs.max(1),
        };
        let text = atproto::run(&binary, timing, &arguments.revision).await?;
        println!("{text}");
        return keep(&arguments, "atproto", &text);
    }
    if arguments.names == [Name::Nostr] {
        let timing = story::Timing {
            span: Duration::from_secs_f64(arguments.seconds),
            runs: 1,
        };
        let stored = (arguments.scale * 1_000_000.0) as usize;
        let text = nostr::run(&binary, timing, stored, &arguments.revision).await?;
        println!("{text}");
        return keep(&arguments, "nostr", &text);
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

/// Keeps a table, if results are kept.
fn keep(arguments: &Arguments, name: &str, text: &str) -> Result<()> {
    if let Some(results) = &arguments.results {
        std::fs::create_dir_all(results)?;
        std::fs::write(results.join(format!("{name}.md")), text)?;
    }
    Ok(())
}
