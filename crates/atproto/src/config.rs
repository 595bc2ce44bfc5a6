//! What the host decides about this network.

use at_proto::syntax::Did;

use crate::ImportLimits;

/// A service elsewhere that requests of apps are passed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Where it is: `https://api.bsky.app`, no slash at the end.
    pub url: String,
    /// What it is called.
    pub did: Did,
}

/// Who says whose a handle is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HandleSource {
    /// The name itself, in the DNS or on its web server.
    #[default]
    Dns,
    /// Development only, where names are in no DNS: these servers (`http://localhost:2583`), asked in this order.
    Servers(Vec<String>),
}

/// How those elsewhere whom people here follow are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Hosts that end in one of these have too many people to hear them all: whom we follow is asked for one by one.
    pub polled: Vec<String>,
    /// The same holds for hosts that say more than this many things a second.
    pub busy: u32,
    /// The most hosts that are listened to at once; people of others are asked for one by one.
    pub hosts: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            polled: vec![".host.bsky.network".to_owned()],
            busy: 50,
            hosts: 500,
        }
    }
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
    /// Who says whose a handle is.
    pub handles: HandleSource,
    /// How those elsewhere whom people here follow are read.
    pub reading: Reading,
    /// How large a repository may be that somebody brings here.
    pub imports: ImportLimits,
    /// Whether it is counted how often somebody asks.
    pub limits_rates: bool,
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
            handles: HandleSource::default(),
            reading: Reading::default(),
            imports: ImportLimits::default(),
            limits_rates: false,
        }
    }
}
