//! The programs that `cargo xtask test` installs and names in the environment.

use std::path::PathBuf;

/// Something that a story needs and that may be missing on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Python with Mastodon.py, atproto and apsig.
    Python,
    /// Node.js, new enough for Fedify and masto.js.
    Node,
    /// The folder with the npm packages of tests/clients/package.json.
    NodeModules,
    /// The folder with the npm packages of tests/scripts/at/package.json.
    AtModules,
    /// The folder with the npm packages of tests/scripts/nostr/package.json.
    NostrModules,
    /// The folder with the npm packages of tests/scripts/at/pds/package.json: only long runs have it.
    AtPdsModules,
    /// The folder with the npm packages of tests/scripts/at/network/package.json: only long runs have it.
    AtNetworkModules,
    /// The program of Redis: only long runs have it.
    Redis,
    /// Chromium.
    Chromium,
}

impl Tool {
    /// The variable that holds its path.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Python => "FOLKMOOT_TEST_PYTHON",
            Self::Node => "FOLKMOOT_TEST_NODE",
            Self::NodeModules => "FOLKMOOT_TEST_NODE_MODULES",
            Self::AtModules => "FOLKMOOT_TEST_AT_MODULES",
            Self::NostrModules => "FOLKMOOT_TEST_NOSTR_MODULES",
            Self::AtPdsModules => "FOLKMOOT_TEST_AT_PDS_MODULES",
            Self::AtNetworkModules => "FOLKMOOT_TEST_AT_NETWORK_MODULES",
            Self::Redis => "FOLKMOOT_TEST_REDIS",
            Self::Chromium => "FOLKMOOT_TEST_CHROMIUM",
        }
    }

    /// Its path, if this machine has it.
    pub fn path(self) -> Option<PathBuf> {
        std::env::var_os(self.variable())
            .filter(|it| !it.is_empty())
            .map(PathBuf::from)
    }
}

/// Whether a story can run; prints one `SKIPPED` line, which `cargo xtask test` counts, if it can't.
#[expect(clippy::print_stdout, reason = "the test runner counts this line")]
pub fn all_there(story: &str, needed: &[Tool]) -> bool {
    let missing = needed.iter().filter(|tool| tool.path().is_none());
    let missing: Vec<_> = missing.map(|tool| tool.variable()).collect();
    if !missing.is_empty() {
        println!(
            "SKIPPED {story}: {} not set; cargo xtask test sets it",
            missing.join(", ")
        );
    }
    missing.is_empty()
}
