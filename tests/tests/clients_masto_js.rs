//! masto.js, the JavaScript library under Elk and Phanpy, does the same over a WebSocket.

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{Community, PASSWORD};
use folkmoot_tests::tool::{Tool, all_there};

#[test]
fn masto_js_logs_in_posts_and_hears_of_it() -> anyhow::Result<()> {
    if !all_there("masto.js", &[Tool::Python, Tool::Node, Tool::NodeModules]) {
        return Ok(());
    }
    let community = Community::watched()?;
    let alice = community.person("alice")?;
    let server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let script = scripts.command("masto.mjs")?;
    let script = script
        .env("BASE_URL", server.url())
        .env("LOGIN", &alice.name);
    let script = script.env("PYTHON", Tool::Python.path().unwrap_or_default());
    script.env("PASSWORD", PASSWORD).run()?;
    server.verdict(10)
}
