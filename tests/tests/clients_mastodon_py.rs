//! Mastodon.py, the Python library, logs in through the real pages and lives a small life.

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{Community, PASSWORD};
use folkmoot_tests::tool::{Tool, all_there};

#[test]
fn mastodon_py_logs_in_posts_and_hears_of_it() -> anyhow::Result<()> {
    if !all_there("Mastodon.py", &[Tool::Python]) {
        return Ok(());
    }
    let community = Community::watched()?;
    let alice = community.person("alice")?;
    let server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let script = scripts.command("mastodon_py.py")?;
    let script = script
        .env("BASE_URL", server.url())
        .env("LOGIN", &alice.email);
    script.env("PASSWORD", PASSWORD).run()?;
    server.verdict(10)
}
