//! What the tests need besides Rust: found, else installed, else said to be missing.
//!
//! Programs come from Debian's packages, everything else from pip and npm at pinned versions, kept
//! in a cache outside the checkout. A tool that can't be had is a reason, never an error.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

mod apt;
mod cache;
mod chromium;
mod node;
mod python;
mod relay;

use super::group::Group;

/// A tool's path, or why there is none.
type Found = Result<PathBuf, String>;

/// Where everything is.
#[derive(Debug)]
pub(super) struct Tools {
    python: Found,
    node: Found,
    node_modules: Found,
    at_modules: Found,
    nostr_modules: Found,
    at_pds_modules: Found,
    at_network_modules: Found,
    redis: Found,
    chromium: Found,
    cargo_deny: Found,
    notes: TempDir,
}

impl Tools {
    /// Finds or installs what the chosen groups need, and with `--long` what takes long to install.
    pub(super) fn prepare(chosen: &[Group], long: bool) -> Result<Self> {
        let needed = |groups: &[Group]| chosen.iter().any(|group| groups.contains(group));
        let unneeded = || Err("not needed by the groups that were asked for".to_owned());
        let cache = cache::folder()?;
        let mut tools = Self {
            python: unneeded(),
            node: unneeded(),
            node_modules: unneeded(),
            at_modules: unneeded(),
            nostr_modules: unneeded(),
            at_pds_modules: unneeded(),
            at_network_modules: unneeded(),
            redis: unneeded(),
            chromium: unneeded(),
            cargo_deny: unneeded(),
            notes: tempfile::tempdir()?,
        };
        if needed(&[
            Group::Licences,
            Group::Stories,
            Group::Clients,
            Group::Browser,
        ]) {
            tools.python = told(
                "Python with Mastodon.py and atproto",
                python::environment(&cache),
            );
            tools.cargo_deny = told("cargo-deny", from_python(&tools.python, python::cargo_deny));
            tools.node = told("Node.js", from_python(&tools.python, python::node));
        }
        if needed(&[Group::Stories, Group::Clients, Group::Browser]) {
            tools.install_packages(&cache, long);
        }
        if needed(&[Group::Browser]) {
            tools.chromium = told("Chromium", chromium::program());
        }
        if needed(&[Group::House, Group::Unit, Group::Databases, Group::Stories]) {
            require_postgres();
        }
        if needed(&[Group::Unit, Group::Stories, Group::Browser]) {
            require_media_programs();
        }
        Ok(tools)
    }

    /// The sets of npm packages.
    fn install_packages(&mut self, cache: &Path, long: bool) {
        let install = |name, packages| {
            let node = self.node.clone();
            told(
                name,
                node.and_then(|node| node::modules(cache, &node, packages)),
            )
        };
        let (clients, at, nostr) = (
            install("npm packages", &node::CLIENTS),
            install("npm packages of the AT Protocol", &node::AT),
            install("npm packages of Nostr", &node::NOSTR),
        );
        let left = || Err("left to --long".to_owned());
        let (mut pds, mut network, mut redis) = (left(), left(), left());
        if long {
            pds = install("the reference PDS", &node::AT_PDS);
            network = install("the AppView", &node::AT_NETWORK);
            redis = told("Redis", require_redis());
        }
        self.node_modules = clients;
        self.at_modules = at;
        self.nostr_modules = nostr;
        self.at_pds_modules = pds;
        self.at_network_modules = network;
        self.redis = redis;
    }

    /// The environment that test programs read; a tool that is missing has no variable.
    pub(super) fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        let corpus = PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/corpus/activitypub"
        ));
        let corpus = corpus.canonicalize().map_err(|error| error.to_string());
        let all = [
            ("FOLKMOOT_TEST_PYTHON", &self.python),
            ("FOLKMOOT_TEST_NODE", &self.node),
            ("FOLKMOOT_TEST_NODE_MODULES", &self.node_modules),
            ("FOLKMOOT_TEST_AT_MODULES", &self.at_modules),
            ("FOLKMOOT_TEST_NOSTR_MODULES", &self.nostr_modules),
            ("FOLKMOOT_TEST_AT_PDS_MODULES", &self.at_pds_modules),
            ("FOLKMOOT_TEST_AT_NETWORK_MODULES", &self.at_network_modules),
            ("FOLKMOOT_TEST_REDIS", &self.redis),
            ("FOLKMOOT_TEST_CHROMIUM", &self.chromium),
            ("FOLKMOOT_CORPUS", &corpus),
        ];
        all.into_iter()
            .filter_map(|(name, found)| Some((name, found.clone().ok()?)))
            .collect()
    }

    /// Where tests leave notes of what they have seen work.
    pub(super) fn notes(&self) -> &Path {
        self.notes.path()
    }

    /// The licence checker, or why there is none.
    pub(super) fn cargo_deny(&self) -> Result<&PathBuf, &str> {
        self.cargo_deny.as_ref().map_err(String::as_str)
    }
}

/// The relay that ours is measured beside, or why there is none.
pub(super) fn relay() -> Result<Found> {
    Ok(told("nostr-rs-relay", relay::program(&cache::folder()?)))
}

/// Installs PostgreSQL when it is missing; the tests start their own cluster of it.
fn require_postgres() {
    if testpg::installed().is_err() {
        let installed = apt::install(&["postgresql"]);
        let _ = told("PostgreSQL", installed.map(|()| PathBuf::from("installed")));
    }
}

/// The program of Redis, installed if need be: the `AppView` keeps things there.
fn require_redis() -> Found {
    let program = PathBuf::from("/usr/bin/redis-server");
    if !program.exists() {
        apt::install(&["redis-server"])?;
    }
    Ok(program)
}

/// Installs what reads video, sound and foreign pictures, and what reads their tags; tests without it say that they skip.
fn require_media_programs() {
    let needed = [
        ("ffmpeg", "ffmpeg"),
        ("exiftool", "libimage-exiftool-perl"),
        ("heif-enc", "libheif-examples"),
    ];
    let missing = |program: &str| Command::new(program).arg("-version").output().is_err();
    for (program, package) in needed {
        if missing(program) {
            let installed = apt::install(&[package]);
            let _ = told(package, installed.map(|()| PathBuf::from("installed")));
        }
    }
}

/// A program that came with the Python environment.
fn from_python(python: &Found, find: fn(&Path) -> Found) -> Found {
    python
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|python| find(python))
}

/// Says what was found, or loudly what was not.
fn told(name: &str, found: Found) -> Found {
    match &found {
        Ok(path) => println!("using {name}: {}", path.display()),
        Err(why) => println!("SKIPPED {name}: {why}"),
    }
    found
}
