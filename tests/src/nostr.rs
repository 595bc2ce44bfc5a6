//! What stories of Nostr share: people with keys of their own, and its own libraries as clients.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::script::Scripts;
use crate::server::{Community, Person};
use crate::tool::Tool;

/// What [`client`] needs: part of every run.
pub const NEEDED: &[Tool] = &[Tool::Node, Tool::NostrModules];

/// The secret key of the person whose key stays with them.
pub const SECRET: &str = "0707070707070707070707070707070707070707070707070707070707070707";
/// Its public half.
pub const PUBLIC: &str = "989c0b76cb563971fdc9bef31ec06c3560f3249d6ee9e5d83c57625596e05f6f";

/// A community whose people are on Nostr.
pub fn community() -> Result<Community> {
    Ok(Community::new()?.with("FOLKMOOT_NOSTR", "true"))
}

/// Somebody who signs with a key that the server never sees: [`SECRET`].
pub fn self_held(community: &Community, name: &str) -> Result<Person> {
    let person = community.person(name)?;
    community.does(&["account", "nostr-key", name, "--public", PUBLIC])?;
    Ok(person)
}

/// The relay of a server.
pub fn relay(url: &str) -> String {
    url.replacen("http", "ws", 1)
}

/// Runs one of the scripts in `tests/scripts/nostr` to its end, and returns how many messages of the server it held to their
/// schemas. `options` are told to it.
pub fn client(file: &str, url: &str, options: &Value) -> Result<u64> {
    let scripts = Scripts::with("scripts/nostr", Tool::NostrModules)?;
    let command = scripts.command(file)?.arg(relay(url));
    let said = command.arg(options.to_string()).answers()?;
    let messages = said
        .iter()
        .find_map(|answer| answer.get("messages")?.as_u64());
    messages.context("the script did not say how much it looked at")
}

/// What a script is told of the person with the [`SECRET`].
pub fn alice() -> Value {
    json!({"alice": SECRET})
}
