//! Fedify, an implementation of `ActivityPub` that is not ours, follows and is followed.

use std::net::TcpListener;

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{Community, PASSWORD};
use folkmoot_tests::tool::{Tool, all_there};

/// Proves: ActivityPub; Fedify; FEP-c0e0; FEP-9967; FEP-044f; FEP-7628
#[test]
fn fedify_follows_and_is_followed_and_everything_goes_both_ways() -> anyhow::Result<()> {
    story(None)
}

/// Its first line signs by the draft alone.
///
/// Proves: draft-cavage-http-signatures-12; Fedify
#[test]
fn an_old_fedify_that_knows_only_the_draft_is_understood_and_understands() -> anyhow::Result<()> {
    story(Some("1"))
}

fn story(line: Option<&str>) -> anyhow::Result<()> {
    if !all_there("Fedify", &[Tool::Python, Tool::Node, Tool::NodeModules]) {
        return Ok(());
    }
    let community = Community::new()?;
    let alice = community.admin("alice")?;
    let server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let mut peer = scripts.command("fedify-peer.mjs")?;
    if let Some(line) = line {
        peer = peer.env("FEDIFY", line);
    }
    let peer = peer.arg(port.to_string()).arg("ben").serve()?;
    let story = scripts
        .command("fedify_story.py")?
        .env("BASE_URL", server.url());
    let story = story.env("TOKEN", &alice.token).env("PEER_NAME", "ben");
    let mut story = story.env("NAME", "alice").env("PASSWORD", PASSWORD);
    if line.is_some() {
        story = story.env("BASICS", "yes");
    }
    story
        .env("PEER", format!("http://127.0.0.1:{port}"))
        .run()?;
    drop(peer);
    Ok(())
}
