//! One file a command.

mod account;
mod bluesky;
mod demo;
mod doctor;
mod migrate;
mod nostr;
mod search;
mod serve;

use anyhow::Result;

use crate::args::{AccountCommand, Command};
use crate::config::Config;

/// Runs a command to its end.
pub(crate) async fn run(command: Command, config: Config) -> Result<()> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Demo => demo::run(config).await,
        Command::Account {
            command: AccountCommand::Create(new),
        } => account::create(config, new).await,
        Command::Account {
            command: AccountCommand::RecoveryKey(wanted),
        } => bluesky::recovery_key(&config, wanted).await,
        Command::Account {
            command: AccountCommand::NostrKey(wanted),
        } => nostr::key(&config, wanted).await,
        Command::Bluesky { command } => bluesky::run(&config, command).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Migrate => migrate::run(&config).await,
        Command::Search { command } => search::run(&config, command).await,
    }
}

/// Prints an answer for the person at the terminal.
#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Prints why a command ended, in one sentence a cause.
#[expect(clippy::print_stderr, reason = "the log may not be there yet")]
pub(crate) fn say_error(error: &anyhow::Error) {
    eprintln!("{error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
}
