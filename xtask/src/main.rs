//! Repo tasks that need logic: `cargo xtask test`, `cargo xtask arrows`, `cargo xtask corpus`,
//! `cargo xtask compat`, `cargo xtask bench`.
//!
//! A task prints what it does, installs what it needs through the machine's package managers, and
//! keeps that outside the checkout.
#![expect(clippy::print_stdout, reason = "a task's output is its purpose")]

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod arrows;
mod bench;
mod compat;
mod corpus;
#[cfg(test)]
mod security;
mod test;
mod workspace;

/// Tasks of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Runs everything: style, rules of the house, unit tests, both databases, stories, real
    /// clients and a real browser. Installs what that needs.
    Test(test::Options),
    /// Measures the release build beside the limits of the machine.
    Bench(bench::Options),
    /// Shows which of our crates know which, and what the rules say about it.
    Arrows(arrows::Options),
    /// Reads payloads from elsewhere as the server would.
    #[command(subcommand)]
    Corpus(corpus::Options),
    /// Compares what is here with what others do, by what the tests have seen.
    #[command(subcommand)]
    Compat(compat::Options),
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Test(options) => test::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Arrows(options) => arrows::run(&options),
        Task::Corpus(options) => corpus::run(&options),
        Task::Compat(options) => compat::run(&options),
    }
}
