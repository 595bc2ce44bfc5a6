//! What the door may be told from outside: names, limits, and the one development switch.

use std::{sync::Arc, time::Duration};

use super::lookup::{Lookup, SystemLookup};
use super::texts::{DnsTexts, TextLookup};

/// Whether this server may talk with itself and with neighbours on the same machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoopbackPolicy {
    /// Production: loopback is as forbidden as every other special address, and plain http is refused.
    #[default]
    Refuse,
    /// Development and tests: `127.0.0.0/8`, `::1` and plain http are allowed. Private networks stay closed.
    DevelopmentOnly,
}

/// The bounds of one exchange and of what the door remembers.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the call to the last byte of the body, across every redirect.
    pub deadline: Duration,
    /// For one TCP and TLS handshake.
    pub connect: Duration,
    /// Decoded bytes of the body of a `get`.
    pub body: usize,
    /// Decoded bytes of the answer to a `post`.
    pub answer: usize,
    /// Bytes of all response header names and values of one hop.
    pub headers: usize,
    /// Redirects followed by a `get`. A `post` follows none.
    pub redirects: usize,
    /// Requests under way at once, a `post` excepted; more wait, and their waiting counts against their deadline.
    pub in_flight: usize,
    /// Of `post` the same. They have their own places, so that those who take what comes and never answer keep nobody from
    /// asking; and as many as are delivered to at once, so that they keep nobody else from being told.
    pub posts_in_flight: usize,
    /// Failures remembered; the oldest and least asked for are forgotten first.
    pub remembered: usize,
    /// How long a failure is remembered.
    pub remember_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            body: 1024 * 1024,
            answer: 64 * 1024,
            headers: 64 * 1024,
            redirects: 3,
            in_flight: 256,
            posts_in_flight: 1_024,
            remembered: 4096,
            remember_for: Duration::from_mins(1),
        }
    }
}

/// Everything a [`Door`](super::Door) is built from.
#[derive(Clone)]
pub struct DoorConfig {
    /// The `User-Agent` of every request; names the software and where to complain.
    pub user_agent: String,
    /// The development switch.
    pub loopback: LoopbackPolicy,
    /// The bounds.
    pub limits: Limits,
    /// Who turns names into addresses.
    pub lookup: Arc<dyn Lookup>,
    /// Who knows the texts that stand beside a name.
    pub texts: Arc<dyn TextLookup>,
    /// Certificate authorities trusted besides the system's own, as PEM.
    pub extra_roots_pem: Vec<Vec<u8>>,
}

impl DoorConfig {
    /// The production settings.
    pub fn new(user_agent: impl Into<String>) -> Self {
        Self {
            user_agent: user_agent.into(),
            loopback: LoopbackPolicy::Refuse,
            limits: Limits::default(),
            lookup: Arc::new(SystemLookup::default()),
            texts: Arc::new(DnsTexts::default()),
            extra_roots_pem: Vec::new(),
        }
    }
}
