//! Building every test program and the server once, for all groups.
//!
//! One build of the whole workspace gives every crate the same features; asking cargo for one
//! package at a time would compile the same dependencies again for each.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use cargo_metadata::{Artifact, Message, Metadata, TargetKind};

use super::group::Group;
use crate::workspace;

/// A test program, ready to run.
#[derive(Debug)]
pub(super) struct Program {
    /// Its package and file, for people.
    pub(super) name: String,
    /// The group whose line it counts in.
    pub(super) group: Group,
    /// The file to run.
    pub(super) file: Utf8PathBuf,
    /// Where cargo would run it: its package's folder.
    pub(super) folder: PathBuf,
}

/// Everything that the build made.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// The test programs, in a stable order.
    pub(super) programs: Vec<Program>,
    /// The server, for tests that start the real thing.
    pub(super) server: Option<Utf8PathBuf>,
}

/// Builds the workspace with all its test programs.
pub(super) fn everything() -> Result<Built> {
    println!("\n━━ build: the server and every test program");
    let metadata = workspace::load()?;
    let format = "--message-format=json-render-diagnostics";
    let mut cargo = workspace::cargo(&["build", "--workspace", "--all-targets", format])
        .stdout(Stdio::piped())
        .spawn()
        .context("can't start cargo")?;
    let output = cargo.stdout.take().context("cargo has no output")?;
    let mut built = Built::default();
    for message in Message::parse_stream(BufReader::new(output)) {
        if let Message::CompilerArtifact(artifact) = message? {
            built.take(&metadata, artifact);
        }
    }
    let status = cargo.wait()?;
    ensure!(status.success(), "cargo build ended with {status}");
    built
        .programs
        .sort_by(|left, right| left.name.cmp(&right.name));
    Ok(built)
}

impl Built {
    fn take(&mut self, metadata: &Metadata, artifact: Artifact) {
        let Some(file) = artifact.executable else {
            return;
        };
        let target = artifact.target;
        if !artifact.profile.test {
            if target.kind.contains(&TargetKind::Bin) && target.name == "folkmoot" {
                self.server = Some(file);
            }
            return;
        }
        let packages = metadata.packages.iter();
        let Some(package) = packages.into_iter().find(|it| it.id == artifact.package_id) else {
            return;
        };
        self.programs.push(Program {
            name: format!("{} {}", workspace::room(package), target.name),
            group: Group::of(&package.name, &target.name),
            file,
            folder: package
                .manifest_path
                .parent()
                .map(PathBuf::from)
                .unwrap_or_default(),
        });
    }
}
