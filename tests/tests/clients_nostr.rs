//! Nostr's own libraries against our relay: they publish, subscribe, search, delete, send messages for one reader, compare
//! sets of events and keep files. Every message that the server sends is held to the schemas of `@nostrability/schemata`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use folkmoot_tests::nostr;
use folkmoot_tests::tool::all_there;

/// One library, on a server of its own.
fn agrees(script: &str) {
    if !all_there(script, nostr::NEEDED) {
        return;
    }
    let community = nostr::community().unwrap();
    nostr::self_held(&community, "alice").unwrap();
    let server = community.start().unwrap();
    let messages = nostr::client(script, &server.url(), &nostr::alice()).unwrap();
    assert!(messages > 10, "{messages} messages were looked at");
}

#[test]
fn nostr_tools_is_at_home() {
    agrees("tools.mjs");
}

#[test]
fn ndk_is_at_home() {
    agrees("ndk.mjs");
}

#[test]
fn nostrify_is_at_home() {
    agrees("nostrify.mjs");
}
