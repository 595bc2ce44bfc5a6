//! Every family of methods, by the three libraries that most apps are made with. Somebody between the client and the server
//! holds each answer to the description of the API.

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::Community;
use folkmoot_tests::tool::{Tool, all_there};

/// Calls that each story makes at least.
const CALLS: usize = 60;

fn story(name: &str, script: &str, tools: &[Tool]) -> anyhow::Result<()> {
    if !all_there(name, tools) {
        return Ok(());
    }
    let community = Community::watched()?;
    let ada = community.admin("ada")?;
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| community.person(name));
    let server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let script = scripts
        .command(script)?
        .env("BASE_URL", server.url())
        .env("ADA", ada.token)
        .env("ALICE", alice?.token)
        .env("BOB", bob?.token)
        .env("CAROL", carol?.token);
    script.run()?;
    server.verdict(CALLS)
}

#[test]
fn mastodon_py_uses_every_family() -> anyhow::Result<()> {
    story("Mastodon.py", "mastodon_py_families.py", &[Tool::Python])
}

#[test]
fn masto_js_uses_every_family() -> anyhow::Result<()> {
    let tools = [Tool::Python, Tool::Node, Tool::NodeModules];
    story("masto.js", "masto_families.mjs", &tools)
}

#[test]
fn megalodon_uses_every_family() -> anyhow::Result<()> {
    let tools = [Tool::Python, Tool::Node, Tool::NodeModules];
    story("megalodon", "megalodon.mjs", &tools)
}
