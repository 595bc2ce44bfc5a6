//! Throwing away what has ended.

use std::time::Duration;

use crate::{Result, Social};

/// How long a code is remembered after its end, so that a late second use still ends its token.
const CODES_KEEP: Duration = Duration::from_hours(24);
/// How long a token can be renewed after its end.
const TOKENS_KEEP: Duration = Duration::from_hours(90 * 24);

impl Social {
    /// Removes sessions, codes and tokens that have ended. Run it some times a day; it changes nothing that
    /// anybody can see.
    pub async fn prune_access(&self) -> Result<u64> {
        let now = self.now();
        let sessions = Self::sessions_alive_since(now).micros();
        let (codes, tokens) = (
            now.minus(CODES_KEEP).micros(),
            now.minus(TOKENS_KEEP).micros(),
        );
        let ended = now.micros();
        let done = self.store().write(move |tx| {
            Ok(store::session::prune(tx, sessions)?
                + store::oauth::prune_codes(tx, codes)?
                + store::oauth::prune_tokens(tx, tokens)?
                + store::app_login::prune(tx, ended)?
                + store::bound_grant::prune_pushed(tx, codes)?
                + store::bound_grant::prune(tx, ended)?)
        });
        Ok(done.await?)
    }
}
