//! Running test programs one after the other, and following what they say.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Options;
use super::build::{Built, Program};
use super::group::Group;
use super::libtest::{Echo, Listener};
use super::report::Tally;
use super::tools::Tools;

/// How long one test program may take, and with `--long`.
const LIMIT: Duration = Duration::from_mins(20);
const LONG_LIMIT: Duration = Duration::from_hours(6);

/// How long output may still come after the program has ended: a child of it may hold the pipe.
const GRACE: Duration = Duration::from_secs(2);

/// The programs whose tests prove what the table of Mastodon's API says.
const NOTED: [&str; 2] = ["mastodon folkmoot_mastodon", "tests adjacent"];

/// Runs every test program of a group.
pub(super) fn group(group: Group, options: &Options, tools: &Tools, built: &Built) -> Tally {
    let mut total = Tally::default();
    for program in built
        .programs
        .iter()
        .filter(|program| program.group == group)
    {
        println!("\n── {}", program.name);
        let mut command = command(program, options, tools);
        if let Some(server) = &built.server {
            command.env("FOLKMOOT_TEST_BINARY", server);
        }
        let limit = if options.long { LONG_LIMIT } else { LIMIT };
        total.merge(match follow(command, limit) {
            Ok(tally) => tally,
            Err(error) => Tally::failure(format!("{}: {error:#}", program.name)),
        });
    }
    total
}

fn command(program: &Program, options: &Options, tools: &Tools) -> Command {
    let mut command = Command::new(&program.file);
    command.current_dir(&program.folder).arg("--show-output");
    if options.long {
        command.arg("--include-ignored");
    }
    command.env("CARGO_MANIFEST_DIR", &program.folder);
    // A snapshot that differs is a failure, whatever this machine's habit is.
    command.env("INSTA_UPDATE", "no");
    command.envs(tools.variables());
    if NOTED.contains(&program.name.as_str()) {
        command.env("FOLKMOOT_PROOFS", tools.notes());
    }
    command
}

/// Runs a command that prints what Rust's test programs print, and counts.
pub(super) fn follow(mut command: Command, limit: Duration) -> Result<Tally> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = lines_of(&mut child)?;
    let deadline = Instant::now() + limit;
    let mut listener = Listener::default();
    let mut ended: Option<Instant> = None;
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                if listener.hear(&line) == Echo::Show {
                    println!("{line}");
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                if child.try_wait()?.is_some()
                    && ended.get_or_insert_with(Instant::now).elapsed() > GRACE
                {
                    break;
                }
            }
        }
        if Instant::now() > deadline {
            child.kill()?;
            bail!("did not end within {} minutes", limit.as_secs() / 60);
        }
    }
    verdict(&mut child, listener)
}

fn verdict(child: &mut Child, listener: Listener) -> Result<Tally> {
    let status = child.wait()?;
    let tally = listener
        .into_tally()
        .with_context(|| format!("ended without a result, {status}"))?;
    if !status.success() && tally.failed.is_empty() {
        bail!("ended with {status}");
    }
    Ok(tally)
}

/// Reads a child's output on a thread of its own, so that the reader can lose patience.
fn lines_of(child: &mut Child) -> Result<Receiver<String>> {
    let output = child.stdout.take().context("no output to follow")?;
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        // A test may print bytes that are no text.
        while output
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            let text = String::from_utf8_lossy(&line)
                .trim_end_matches('\n')
                .to_owned();
            if sender.send(text).is_err() {
                return;
            }
            line.clear();
        }
    });
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_crashes_is_an_error() {
        let error = follow(shell("echo running 3 tests; kill -9 $$"), LIMIT).unwrap_err();
        assert!(error.to_string().contains("without a result"), "{error}");
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let error = follow(shell("exec sleep 60"), Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("did not end"), "{error}");
    }

    #[test]
    fn a_child_left_behind_does_not_hold_the_run() {
        let script = "sleep 60 & echo 'test result: ok. 2 passed; 0 failed'";
        assert_eq!(follow(shell(script), LIMIT).unwrap().passed, 2);
    }

    #[test]
    fn a_failure_that_no_test_owns_up_to_is_still_one() {
        let script = "echo 'test result: ok. 2 passed; 0 failed'; exit 3";
        assert!(follow(shell(script), LIMIT).is_err());
    }
}
