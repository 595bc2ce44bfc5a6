//! What the host decides about this network.

/// What the host decides about this network.
#[derive(Debug, Clone)]
pub struct NostrConfig {
    /// Where our relay is, no slash at the end: `wss://moot.example`.
    pub relay_url: String,
    /// How many zero bits the id of an event of somebody who is no member must begin with (NIP-13); 0 for none.
    pub work: u32,
    /// Whether requests are counted, and refused when there are too many.
    pub limits_rates: bool,
    /// The most relays elsewhere that are listened to at once.
    pub relays: usize,
    /// Relays that know who everybody is and where they write: asked for those of whom nothing is known, and told who people
    /// here are.
    pub indexes: Vec<String>,
}

/// Those that most apps ask.
const INDEXES: [&str; 3] = [
    "wss://purplepag.es",
    "wss://relay.primal.net",
    "wss://relay.damus.io",
];

impl NostrConfig {
    /// The usual choices for a server that is reached at this address (`https://moot.example`).
    pub fn new(base_url: &url::Url) -> Self {
        let address = base_url.as_str().trim_end_matches('/');
        Self {
            // `https` becomes `wss`, `http` becomes `ws`.
            relay_url: address.replacen("http", "ws", 1),
            work: 0,
            limits_rates: true,
            relays: 64,
            // A server on this machine is nobody's business but its host's.
            indexes: if base_url.scheme() == "https" {
                INDEXES.map(ToOwned::to_owned).to_vec()
            } else {
                Vec::new()
            },
        }
    }
}
