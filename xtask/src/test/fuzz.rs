//! Fuzzing: what comes from strangers is made up by a machine that watches which ways it takes through our code (libFuzzer).
//!
//! Nothing but the stable compiler is needed: the coverage that libFuzzer watches is a pass of LLVM, and a sanitizer would look for
//! faults of a kind that code without `unsafe` cannot have. What is found stays in `fuzz/artifacts`; what is learned stays in
//! the build folder, so that the next run goes on from there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::report::Tally;
use crate::workspace::{ROOT, cargo, load};

/// What is fuzzed: the programs in `fuzz/targets`.
const TARGETS: [&str; 4] = ["inbox", "html", "webfinger", "signature"];
/// How long each is: a variable says otherwise.
const SPAN: Duration = Duration::from_mins(5);
const SECONDS: &str = "FOLKMOOT_FUZZ_SECONDS";

/// What makes LLVM tell libFuzzer which ways were taken.
const COVERAGE: &str = "--cfg fuzzing -Cdebug-assertions -Coverflow-checks -Ccodegen-units=1 -Cpasses=sancov-module \
     -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs every target for its time, beginning with the payloads that are here.
pub(super) fn run(long: bool) -> Tally {
    if !long {
        println!(
            "LEFT OUT: fuzzing takes {} minutes; --long does it",
            5 * TARGETS.len()
        );
        let long = TARGETS.map(|target| format!("fuzzing of {target}"));
        return Tally {
            long: long.to_vec(),
            ..Tally::default()
        };
    }
    let programs = match build() {
        Ok(programs) => programs,
        Err(error) => return Tally::failure(format!("the fuzz targets do not build: {error:#}")),
    };
    let mut tally = Tally::default();
    for target in TARGETS {
        println!("fuzzing {target} for {} seconds", span().as_secs());
        tally.merge(match fuzz(&programs, target) {
            Ok(()) => Tally::success(),
            Err(error) => Tally::failure(format!("fuzzing of {target}: {error:#}")),
        });
    }
    tally
}

fn span() -> Duration {
    let told = std::env::var(SECONDS).ok();
    let told = told.and_then(|told| told.parse().ok());
    told.map_or(SPAN, Duration::from_secs)
}

/// Builds all targets; the folder of the programs.
fn build() -> Result<PathBuf> {
    let folder = load()?.target_directory.join("fuzz");
    let host = host()?;
    // For a machine by name, or what runs while building would want libFuzzer, too.
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--target",
        &host,
    ];
    let status = cargo(&arguments)
        .env("RUSTFLAGS", COVERAGE)
        .env("CARGO_TARGET_DIR", &folder)
        .status()
        .context("can't start cargo")?;
    ensure!(status.success(), "cargo ended with {status}");
    Ok(folder.join(host).join("release").into_std_path_buf())
}

/// What this machine is called by the compiler.
fn host() -> Result<String> {
    let told = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("can't start rustc")?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host
        .context("rustc does not say what this machine is")?
        .to_owned())
}

fn fuzz(programs: &Path, target: &str) -> Result<()> {
    let learned = programs.join("learned").join(target);
    let found = Path::new(ROOT).join("fuzz/artifacts");
    for folder in [&learned, &found] {
        std::fs::create_dir_all(folder)?;
    }
    let seeds = programs.join("seeds");
    gather(
        &[ROOT, concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")],
        &seeds,
    )?;
    let status = Command::new(programs.join(target))
        .arg(&learned)
        .arg(&seeds)
        .arg(format!("-max_total_time={}", span().as_secs()))
        .arg(format!("-artifact_prefix={}/{target}-", found.display()))
        .args([
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=65536",
            "-verbosity=0",
            "-print_final_stats=1",
        ])
        .status()
        .context("the program cannot be started")?;
    ensure!(
        status.success(),
        "it ended with {status}; what it found is in fuzz/artifacts"
    );
    Ok(())
}

/// Puts the payloads of some corpora side by side: libFuzzer reads flat folders.
fn gather(roots: &[&str], seeds: &Path) -> Result<()> {
    std::fs::create_dir_all(seeds)?;
    let mut folders: Vec<PathBuf> = roots
        .iter()
        .map(|root| Path::new(root).join("corpus/activitypub"))
        .collect();
    let mut number = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                number += 1;
                std::fs::copy(&path, seeds.join(number.to_string()))?;
            }
        }
    }
    Ok(())
}
