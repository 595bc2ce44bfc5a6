//! One binary, one community, a native account on every open network.
//!
//! `folkmoot` alone starts a server with sane defaults. [`args`] says what can be asked for, [`config`] what can be
//! set, [`wire`] which rooms there are.

mod args;
mod commands;
mod config;
mod courier;
mod data;
mod jobs;
mod log;
mod media_host;
mod outside;
mod push;
mod readers;
mod serve;
mod start;
mod translate;
mod wire;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say_error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(args: &args::Args) -> anyhow::Result<()> {
    let command = args.command.clone().unwrap_or(args::Command::Serve);
    let config = config::Config::load(&args.settings)?;
    log::init(
        &config,
        matches!(command, args::Command::Serve | args::Command::Demo),
    )?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(commands::run(command, config))
}
