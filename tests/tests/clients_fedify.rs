//! Fedify, an implementation of `ActivityPub` that is not ours, follows and is followed.

use std::net::TcpListener;

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{Community, PASSWORD};
use folkmoot_tests::tool::{Tool, all_there};

/// Proves: ActivityPub; Fedify; FEP-c0e0; FEP-9967; FEP-044f; FEP-7628
#[test]
fn fedify_follows_and_is_followed_and_notes_go_both_ways() -> anyhow::Result<()> {
    if !all_there("Fedify", &[Tool::Python, Tool::Node, Tool::NodeModules]) {
        return Ok(());
    }
    let community = Community::new()?;
    let alice = community.admin("alice")?;
    let server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let peer = scripts
        .command("fedify-peer.mjs")?
        .arg(port.to_string())
        .arg("ben")
        .serve()?;
    let story = scripts
        .command("fedify_story.py")?
        .env("BASE_URL", server.url());
    let story = story.env("TOKEN", &alice.token).env("PEER_NAME", "ben");
    let story = story.env("NAME", "alice").env("PASSWORD", PASSWORD);
    story
        .env("PEER", format!("http://127.0.0.1:{port}"))
        .run()?;
    drop(peer);
    Ok(())
}
