//! What works with the Fediverse: a row for every spec that FEDERATION.md names, and for every software whose payloads are here.
//!
//! A test says in its description what it proves, `/// Proves: FEP-c0e0; Misskey`: specs by the name that FEDERATION.md gives
//! them, software by its own. What became of payloads is read from the snapshots of the tests that play them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Where the page is kept, from the root of the workspace.
pub(super) const PAGE: &str = "docs/compat/activitypub.md";

const SPECS: &str = "FEDERATION.md";
/// Where tests are.
const SOURCES: [&str; 4] = ["crates", "tests/tests", "oracles/tests", "xtask/src"];
/// What became of payloads, one line each.
const PLAYED: &str = "tests/tests/snapshots";
/// The sign of what a test proves.
const SIGN: &str = "/// Proves: ";

/// Software by the folder of its payloads, and by its name.
const SOFTWARE: [(&str, &str); 27] = [
    ("akkoma", "Akkoma"),
    ("bookwyrm", "BookWyrm"),
    ("discourse", "Discourse"),
    ("fedify", "Fedify"),
    ("flipboard", "Flipboard"),
    ("friendica", "Friendica"),
    ("funkwhale", "Funkwhale"),
    ("ghost", "Ghost"),
    ("gnusocial", "GNU social"),
    ("gotosocial", "GoToSocial"),
    ("hubzilla", "Hubzilla"),
    ("lemmy", "Lemmy"),
    ("lotide", "lotide"),
    ("mastodon", "Mastodon"),
    ("mbin", "Mbin"),
    ("misskey", "Misskey"),
    ("mitra", "Mitra"),
    ("mobilizon", "Mobilizon"),
    ("nodebb", "NodeBB"),
    ("peertube", "PeerTube"),
    ("pixelfed", "Pixelfed"),
    ("pleroma", "Pleroma"),
    ("plume", "Plume"),
    ("smithereen", "Smithereen"),
    ("threads", "Threads"),
    ("wordpress", "WordPress"),
    ("writefreely", "WriteFreely"),
];

const HEAD: &str = "# The Fediverse, spec by spec and software by software

Made by `cargo xtask compat activitypub` from the tests; not written by hand. A spec is one that [FEDERATION.md](../../FEDERATION.md)
names; the tests behind it say in their descriptions that they prove it. Software is proved by its payloads, each of which a
whole server is given as its sender would have given it, and by tests of what is its own way.
";

/// A test that proves something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Test {
    /// From the root of the workspace.
    file: PathBuf,
    name: String,
}

/// What became of the payloads of one software.
#[derive(Debug, Default)]
struct Played {
    count: usize,
    refused: BTreeSet<String>,
}

/// The page and all that is wrong with what it says.
pub(super) struct Table {
    /// The page.
    pub(super) markdown: String,
    /// Specs that nothing proves, proofs of nothing.
    pub(super) faults: Vec<String>,
}

impl Table {
    /// Of the sources under `root`.
    pub(super) fn of(root: &Path) -> Result<Self> {
        let read = |path: &Path| {
            fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))
        };
        let specs = specs(&read(&root.join(SPECS))?);
        let mut proofs = Proofs::default();
        for folder in SOURCES {
            for file in files(&root.join(folder), "rs")? {
                let place = file.strip_prefix(root).unwrap_or(&file);
                proofs.take(place, &read(&file)?);
            }
        }
        let mut played = BTreeMap::new();
        for file in files(&root.join(PLAYED), "snap")? {
            count(&read(&file)?, &mut played);
        }
        Ok(Self::build(&specs, &proofs, &played))
    }

    fn build(
        specs: &[(String, String)],
        proofs: &Proofs,
        played: &BTreeMap<String, Played>,
    ) -> Self {
        let mut faults = proofs.faults.clone();
        let mut page = String::from(HEAD);
        page.push_str("\n## Specs\n\n| spec | proved by |\n|---|---|\n");
        for (name, link) in specs {
            let tests = proofs.links(name);
            if tests.is_empty() {
                faults.push(format!("MISSING: no test proves {name}"));
            }
            let _ = writeln!(page, "| {link} | {tests} |");
        }
        page.push_str(
            "\n## Software\n\n| software | payloads | refused | tests |\n|---|---|---|---|\n",
        );
        for (folder, name) in SOFTWARE {
            let tests = proofs.links(name);
            let (count, refused) = played.get(folder).map_or_else(
                || (String::new(), String::new()),
                |played| {
                    let refused: Vec<_> = played.refused.iter().map(String::as_str).collect();
                    (played.count.to_string(), refused.join("<br>"))
                },
            );
            if tests.is_empty() && count.is_empty() {
                faults.push(format!("MISSING: nothing proves {name}"));
            }
            let _ = writeln!(page, "| {name} | {count} | {refused} | {tests} |");
        }
        let known = |name: &str| {
            specs.iter().any(|(spec, _)| spec == name) || SOFTWARE.iter().any(|(_, it)| *it == name)
        };
        let unknown = proofs.tests.keys().filter(|name| !known(name));
        faults.extend(
            unknown.map(|name| {
                format!("UNKNOWN: a test proves {name:?}, which {SPECS} does not name")
            }),
        );
        Self {
            markdown: page,
            faults,
        }
    }
}

/// The specs that a text names under its headings “Supported …”: their names, and the links to them.
fn specs(text: &str) -> Vec<(String, String)> {
    let mut is_list = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            is_list = heading.starts_with("Supported");
        }
        let mut rest = if is_list { line } else { "" };
        while let Some((_, after)) = rest.split_once('[')
            && let Some((label, after)) = after.split_once("](")
            && let Some((url, after)) = after.split_once(')')
        {
            let name = label.split(": ").next().unwrap_or(label);
            found.push((name.to_owned(), format!("[{label}]({url})")));
            rest = after;
        }
    }
    found
}

/// Which tests prove what.
#[derive(Debug, Default)]
struct Proofs {
    tests: BTreeMap<String, BTreeSet<Test>>,
    faults: Vec<String>,
}

impl Proofs {
    /// Reads a source: descriptions that begin with the sign, and the tests under them.
    fn take(&mut self, file: &Path, source: &str) {
        let mut proved: Vec<&str> = Vec::new();
        let mut is_test = false;
        for line in source.lines().map(str::trim) {
            if let Some(names) = line.strip_prefix(SIGN) {
                proved.extend(names.trim_end_matches('.').split("; "));
            } else if line.starts_with("#[") {
                is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            } else if let Some(name) = function(line) {
                self.keep(file, name, is_test, &proved);
                (is_test, proved) = (false, Vec::new());
            }
        }
    }

    fn keep(&mut self, file: &Path, name: &str, is_test: bool, proved: &[&str]) {
        if !proved.is_empty() && !is_test {
            let place = file.display();
            self.faults
                .push(format!("{place}: {name} proves something and is no test"));
        }
        for what in proved {
            let test = Test {
                file: file.to_owned(),
                name: name.to_owned(),
            };
            self.tests
                .entry((*what).to_owned())
                .or_default()
                .insert(test);
        }
    }

    /// The tests that prove something, as links from the page.
    fn links(&self, name: &str) -> String {
        let tests = self.tests.get(name).into_iter().flatten();
        let links: Vec<_> = tests
            .map(|test| format!("[`{}`](../../{})", test.name, test.file.display()))
            .collect();
        links.join("<br>")
    }
}

/// The name of the function that begins in a line.
fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")?.split(['(', '<']).next()
}

/// Counts the lines of a snapshot, `mastodon/note.json: … → …`, by their folders.
fn count(snapshot: &str, played: &mut BTreeMap<String, Played>) {
    for line in snapshot.lines() {
        let Some((file, outcome)) = line.split_once(".json: ") else {
            continue;
        };
        let Some((folder, file)) = file.split_once('/') else {
            continue;
        };
        let entry = played.entry(folder.to_owned()).or_default();
        entry.count += 1;
        if let Some((_, why)) = outcome.split_once("refused ") {
            entry.refused.insert(format!("`{file}`: {why}"));
        }
    }
}

/// All files with an ending in a folder and those in it, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "## Supported FEPs\n\n- [FEP-1: One](https://one.example) and [Two](https://two.example)\n\n## Else\n[No](x)";

    /// Proves: FEP-67ff
    #[test]
    fn federation_md_is_where_others_look_for_it_and_names_what_is_spoken() {
        let text = fs::read_to_string(Path::new(crate::workspace::ROOT).join(SPECS)).unwrap();
        assert!(text.starts_with("# Federation\n"));
        assert!(specs(&text).len() > 20);
    }

    #[test]
    fn specs_are_those_under_their_headings() {
        let names: Vec<_> = specs(LIST).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["FEP-1", "Two"]);
    }

    #[test]
    fn what_nothing_proves_is_missing_and_what_is_unknown_is_said() {
        let mut proofs = Proofs::default();
        let source = "/// Words.\n/// Proves: FEP-1; Three\n#[tokio::test]\nasync fn it_works() {\n}\n/// Proves: Two\nfn helper() {}";
        proofs.take(Path::new("a.rs"), source);
        let table = Table::build(&specs(LIST), &proofs, &BTreeMap::new());
        assert!(table.markdown.contains("[`it_works`](../../a.rs)"));
        let said = |words: &str| table.faults.iter().any(|fault| fault.contains(words));
        assert!(said("helper proves something and is no test"));
        assert!(said("\"Three\""));
        assert!(!said("no test proves FEP-1"));
    }

    #[test]
    fn payloads_are_counted_by_their_software() {
        let mut played = BTreeMap::new();
        count(
            "a/b/c.json: post\na/d.json: activity → refused not_yours: No\nexpression: x",
            &mut played,
        );
        let counted = played.remove("a").unwrap();
        assert_eq!(counted.count, 2);
        assert_eq!(counted.refused.first().unwrap(), "`d`: not_yours: No");
    }
}
