//! tus-js-client, the reference client of tus, sends large files, also when the server is killed in between.

use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::Community;
use folkmoot_tests::tool::{Tool, all_there};

#[test]
fn a_file_in_parts_goes_on_where_it_was_when_the_server_was_killed() -> anyhow::Result<()> {
    if !all_there("tus-js-client", &[Tool::Node, Tool::NodeModules]) {
        return Ok(());
    }
    let community = Community::new()?;
    let alice = community.person("alice")?;
    let mut server = community.start()?;
    let scripts = Scripts::of("clients")?;
    let notes = tempfile::tempdir()?;
    for step in ["begin", "resume"] {
        let script = scripts.command("tus.mjs")?.env("BASE_URL", server.url());
        let script = script.env("TOKEN", &alice.token).env("STEP", step);
        script.env("FOLDER", notes.path()).run()?;
        server.kill()?;
        server.restart()?;
    }
    Ok(())
}
