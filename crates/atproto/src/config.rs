//! What the host decides about this network.

use at_proto::syntax::Did;

/// A service elsewhere that requests of apps are passed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Where it is: `https://api.bsky.app`, no slash at the end.
    pub url: String,
    /// What it is called.
    pub did: Did,
}

/// What the host decides about this network.
#[derive(Debug, Clone)]
pub struct AtConfig {
    /// The directory of names, no slash at the end.
    pub plc_url: String,
    /// Handles of people here end in a dot and this: `example.org`.
    pub handle_domain: String,
    /// Whoever is told that there is something to read here: `https://bsky.network`.
    pub relays: Vec<String>,
    /// What apps see of the whole network is made by this one.
    pub app_view: Option<Upstream>,
}

impl AtConfig {
    /// The usual ones of the public network, for a community at this host.
    pub fn public(host: &str) -> Self {
        Self {
            plc_url: "https://plc.directory".to_owned(),
            handle_domain: host.to_owned(),
            relays: vec!["https://bsky.network".to_owned()],
            app_view: Did::parse("did:web:api.bsky.app").ok().map(|did| Upstream {
                url: "https://api.bsky.app".to_owned(),
                did,
            }),
        }
    }
}
