//! Which proofs were used: each is good once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nostr_proto::EventId;
use nostr_proto::http_auth::TOLERANCE;

/// The proofs that were used and would still be good. There are as many as staff make in two minutes.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<HashMap<EventId, u64>>);

impl Seen {
    /// Notes a proof. `false` when it was there before. `now` in seconds since 1970.
    pub(crate) fn is_new(&self, id: EventId, now: u64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, until| *until >= now);
        let until = now.saturating_add(2 * TOLERANCE);
        seen.insert(id, until).is_none()
    }
}
