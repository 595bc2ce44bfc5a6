//! Streams: what happens, as it happens (<https://docs.joinmastodon.org/methods/streaming/>).
//!
//! Always true here:
//! - The bus only says that something happened; what is shown was asked of the core with the listener's own eyes.
//! - A stream ends when its token does: when the core says that access ended, the token is looked at again at once,
//!   and every few seconds besides, past every memory, for what another process did (security row E2).
//! - Nothing is queued for a slow listener. Who falls behind is cut off and fetches what was missed by the feeds.

mod channel;
mod event;
mod places;
mod socket;
mod sse;
mod tap;

use crate::access::Rule;
use crate::table::Table;

#[cfg(test)]
pub(crate) use places::MAX_STREAMS;
pub(crate) use places::Places;

const STATUSES: Rule = Rule::Stream(&["read:statuses"]);
const NOTIFICATIONS: Rule = Rule::Stream(&["read:notifications"]);

pub(crate) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/streaming/health", Rule::Public, || async { "OK" })
        .get(
            "/api/v1/streaming",
            Rule::Stream(&["read:statuses", "read:notifications"]),
            socket::open,
        )
        .get("/api/v1/streaming/user", STATUSES, sse::user)
        .get(
            "/api/v1/streaming/user/notification",
            NOTIFICATIONS,
            sse::user_notification,
        )
        .get("/api/v1/streaming/direct", STATUSES, sse::direct)
        .get("/api/v1/streaming/list", STATUSES, sse::list)
        .get("/api/v1/streaming/public", STATUSES, sse::public)
        .get(
            "/api/v1/streaming/public/local",
            STATUSES,
            sse::public_local,
        )
        .get(
            "/api/v1/streaming/public/remote",
            STATUSES,
            sse::public_remote,
        )
        .get("/api/v1/streaming/hashtag", STATUSES, sse::hashtag)
        .get(
            "/api/v1/streaming/hashtag/local",
            STATUSES,
            sse::hashtag_local,
        )
}
