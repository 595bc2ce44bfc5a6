//! Bluesky's own libraries as apps of people here: `@atproto/api` with a password and with one for apps, the library for Python,
//! and `@atproto/oauth-client-node`. What they write is seen through the Mastodon API as what it is.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod agent;
mod api;
mod files;
mod oauth;

use folkmoot_tests::at::{self, Plc};
use folkmoot_tests::server::{PASSWORD, Person, Server};
use serde_json::{Value, json};

use api::Api;

/// A server with two people who have apps of both kinds.
pub(crate) struct Home {
    pub(crate) plc: Plc,
    pub(crate) server: Server,
    pub(crate) alice: Person,
    pub(crate) api: Api,
}

impl Home {
    pub(crate) fn new() -> Self {
        let plc = Plc::start().unwrap();
        let community = at::community(plc.url()).unwrap();
        let alice = community.person("alice").unwrap();
        community.person("bob").unwrap();
        let server = community.start().unwrap();
        let api = Api::of(&server, &alice);
        Self {
            plc,
            server,
            alice,
            api,
        }
    }

    /// Does something as a Bluesky client does.
    pub(crate) fn agent(&self, who: &str, command: &str, more: Value) -> Value {
        let all = with(json!({"identifier": who, "password": PASSWORD}), more);
        at::agent(&self.server.url(), command, &all).unwrap()
    }
}

/// Both objects in one.
pub(crate) fn with(mut all: Value, more: Value) -> Value {
    let Value::Object(more) = more else {
        return all;
    };
    all.as_object_mut().unwrap().extend(more);
    all
}
