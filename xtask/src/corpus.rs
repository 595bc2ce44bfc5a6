//! `cargo xtask corpus check DIR`: what becomes of payloads, file by file.
//!
//! Reads each as the inbox and the fetcher do before they ask who is concerned: bounds, shape, kind
//! and origin. Signatures are not looked at: a payload in a file has lost its request.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use ap_proto::Refusal;
use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::document::Document;
use ap_proto::value::{Limits, parse_json};
use clap::Subcommand;

/// What can be done with a folder of payloads.
#[derive(Debug, Subcommand)]
pub(crate) enum Options {
    /// Prints a line for each payload: accepted as what, or refused why.
    Check {
        /// The folder; the folders in it are read too.
        dir: PathBuf,
    },
}

/// Checks a folder. Refusing a payload is an answer, not a failure.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let Options::Check { dir } = options;
    let mut files = Vec::new();
    list_files(dir, &mut files).with_context(|| format!("can't read {}", dir.display()))?;
    ensure!(!files.is_empty(), "{} holds no file", dir.display());
    files.sort();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &files {
        let name = file.strip_prefix(dir).unwrap_or(file).display();
        let bytes = fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
        let (verdict, code) = match read(&bytes) {
            Ok(what) => (format!("accepted  {what}"), "accepted"),
            Err(why) => (format!("refused   {}: {why}", why.code()), why.code()),
        };
        println!("{name}  {verdict}");
        *counts.entry(code).or_default() += 1;
    }
    let counts: Vec<_> = counts
        .iter()
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    println!("\n{} payloads: {}", files.len(), counts.join(", "));
    Ok(ExitCode::SUCCESS)
}

/// Reads one payload and says what it is, with what it carries along.
fn read(bytes: &[u8]) -> Result<String, Refusal> {
    let value = parse_json(bytes, Limits::default())?;
    let document = Document::parse(&value)?;
    let what = document.describe();
    let Document::Activity(activity) = &document else {
        return Ok(what);
    };
    let inline = match &activity.object {
        ObjectRef::Uri(id) => return Ok(format!("{what} → {id}")),
        ObjectRef::Inline(inline) => Document::parse(inline),
    };
    match inline {
        Ok(object) => Ok(format!("{what} → {}", object.describe())),
        // Nothing is left of these without what they carry; the others only point at it.
        Err(why) if matches!(activity.kind, ActivityKind::Create | ActivityKind::Update) => {
            Err(why)
        }
        Err(why) => Ok(format!("{what} → something unknown, {why}")),
    }
}

fn list_files(dir: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        // A link could lead in a circle.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list_files(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_told_with_what_it_carries() {
        let payload = br#"{"id": "https://a.example/1", "type": "Create", "actor": "https://a.example/ann",
            "object": {"id": "https://a.example/2", "type": "Note", "attributedTo": "https://a.example/ann"}}"#;
        assert_eq!(read(payload).unwrap(), "activity Create → post Note");
    }

    #[test]
    fn a_payload_that_is_no_json_is_refused_by_name() {
        assert_eq!(read(b"{").unwrap_err().code(), "bad_json");
    }
}
