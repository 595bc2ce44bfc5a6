//! People with browsers: from the set-up link to a first post, and every page looked at; then all of it again
//! on a second community without JavaScript.

use std::path::PathBuf;

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::Community;
use folkmoot_tests::tool::{Tool, all_there};

#[test]
fn a_community_is_set_up_and_lived_in_from_a_browser() -> anyhow::Result<()> {
    if !all_there("browser", &[Tool::Node, Tool::NodeModules, Tool::Chromium]) {
        return Ok(());
    }
    let server = Community::new()?.start()?;
    let plain = Community::new()?.start()?;
    let scripts = Scripts::of("browser")?;
    let script = scripts.command("story.mjs")?;
    let script = script
        .env("SETUP_URL", server.setup_link()?)
        .env("PLAIN_SETUP_URL", plain.setup_link()?)
        .env("SCREENSHOTS", screenshots());
    script
        .env("CHROMIUM", Tool::Chromium.path().unwrap_or_default())
        .run()
}

/// Where the pictures go: `FOLKMOOT_SCREENSHOTS` if a person wants to look at them.
fn screenshots() -> PathBuf {
    let wanted = std::env::var_os("FOLKMOOT_SCREENSHOTS").map(PathBuf::from);
    wanted.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots"))
}
